import { installedOption } from './model-option.ts';
import type { ModelControl } from './model-control.ts';
import type { ModelShelf } from '../store/model-shelf.ts';

/** Offers the models of this device wherever a model can be chosen, and notes which were used. */
export function followShelf(shelf: ModelShelf, model: ModelControl): void {
  let offered = '';
  const offer = (): void => {
    const options = shelf.placed.map(installedOption);
    // Progress of a download changes the shelf ten times a second.
    const now = JSON.stringify(options);
    if (now === offered) return;
    offered = now;
    model.offerInstalled(options);
  };
  let noted: unknown;
  const note = (): void => {
    const { loaded } = model;
    if (!loaded || loaded === noted) return;
    noted = loaded;
    const { model: id } = loaded.variant;
    if (shelf.placed.some((each) => each.model.id === id))
      void shelf.store.used(id).catch(() => undefined);
  };
  shelf.addEventListener('change', offer);
  model.addEventListener('change', note);
  offer();
}
