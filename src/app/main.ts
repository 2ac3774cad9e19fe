import { applyLocale, preferredLocale } from '../i18n/locale.ts';
import { FwApp } from './app.ts';
import { localStorageIfAllowed, Preferences } from './preferences.ts';
import { startServices } from './services.ts';

const preferences = new Preferences(localStorageIfAllowed());
const wantedLocale = () => preferences.values.locale ?? preferredLocale(navigator.languages);
preferences.addEventListener('change', () => void applyLocale(wantedLocale()));
await applyLocale(wantedLocale());

const app = document.querySelector('fw-app');
if (app instanceof FwApp) app.services = await startServices(preferences);
