/**
 * @typedef {{ version?: string, link?: boolean, optional?: boolean, integrity?: string }} LockEntry
 * @typedef {{ packages?: Record<string, LockEntry> }} Lockfile
 */

/**
 * Whether node_modules holds what the lockfile names. npm writes the second file at the end of each
 * installation; packages for other platforms are optional and absent from it.
 *
 * @param {Lockfile} lockfile package-lock.json
 * @param {Lockfile | undefined} installed node_modules/.package-lock.json
 */
export function isInstalled(lockfile, installed) {
  const present = installed?.packages;
  if (!present) return false;
  const wanted = Object.entries(lockfile.packages ?? {}).filter(([path]) => path !== '');
  return (
    wanted.every(([path, entry]) => {
      const found = present[path];
      if (!found) return entry.optional === true;
      return found.version === entry.version && found.integrity === entry.integrity;
    }) && Object.keys(present).every((path) => lockfile.packages?.[path] !== undefined)
  );
}
