import { applyLocale, preferredLocale } from '../i18n/locale.ts';
import { startOffline } from '../offline/start-offline.ts';
import { FwApp } from './app.ts';
import { showInHead } from './page-head.ts';
import { localStorageIfAllowed, Preferences } from './preferences.ts';
import { startServices } from './services.ts';

const preferences = new Preferences(localStorageIfAllowed());
const wantedLocale = () => preferences.values.locale ?? preferredLocale(navigator.languages);
const follow = async (): Promise<void> => {
  showInHead(wantedLocale(), preferences.values.theme);
  await applyLocale(wantedLocale());
};
preferences.addEventListener('change', () => void follow());
await follow();

const app = document.querySelector('fw-app');
const offline = await startOffline();
if (offline && app instanceof FwApp) app.services = await startServices(preferences, offline);
