import { FeatherweightError, fail } from '../../core/errors.ts';

/**
 * A refusal of the browser's storage as a catalogued error.
 *
 * @param neededBytes what could not be written
 */
export function asStorageFailure(error: unknown, neededBytes: number): FeatherweightError {
  if (error instanceof FeatherweightError) return error;
  const name = error instanceof Error ? error.name : '';
  if (name === 'QuotaExceededError')
    return fail('storage-short', { neededBytes, freeBytes: null }, error);
  const reason = error instanceof Error ? error.message || name : String(error);
  return fail('storage-failed', { reason }, error);
}

/** The paths of model files are names on servers, so they are checked before they name files here. */
export function checkPath(path: string): readonly string[] {
  const parts = path.split('/');
  const isGood = parts.every(
    (part) => part !== '' && part !== '.' && part !== '..' && !/[\\\0]/.test(part),
  );
  if (!isGood || path.length > 1000)
    throw fail('request-invalid', { field: 'path', reason: `"${path}" is not a file's path` });
  return parts;
}
