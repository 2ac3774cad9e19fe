/*
 * Where this app keeps what it has on the device. An origin may be shared with other apps, so
 * databases, caches and keys of localStorage begin with its name.
 */

export const keptPrefix = 'featherweight';

/** Folders in the origin private file system: models' files, and levels that were made of them. */
export const modelsFolder = 'models';
export const levelsFolder = 'levels';
