import type { FileStorage } from '../../../../workers/store/storage.ts';

/** What a storage did when it was asked for everything once. */
export interface StorageTrial {
  readonly kind: string;
  readonly sizes: readonly number[];
  readonly kept: readonly number[];
  readonly middle: readonly number[];
  readonly names: readonly string[];
  readonly afterRemoval: readonly string[];
  readonly missing: boolean;
}

const root = 'trial';

/** In any realm: OPFS files can be written in workers only. */
export async function tryStorage(storage: FileStorage): Promise<StorageTrial> {
  await storage.remove(root);
  const path = `${root}/a model/onnx/weights q4%.bin`;
  const file = await storage.open(path);
  const sizes = [file.size];
  await file.write(
    0,
    Uint8Array.from({ length: 300 }, (_, index) => index),
  );
  await file.flush();
  sizes.push(file.size);
  await file.write(250, Uint8Array.of(1, 2, 3));
  await file.truncate(260);
  sizes.push(file.size);
  await file.close();
  const again = await storage.open(path);
  sizes.push(again.size);
  const kept = [...(await again.read(248, 100))];
  await again.close();
  const data = await storage.read(path);
  const middle = [...new Uint8Array((await data?.slice(10, 13).arrayBuffer()) ?? [])];
  await (await storage.open(`${root}/other/file`)).close();
  const names = (await storage.list(root)).toSorted();
  await storage.remove(`${root}/a model`);
  const afterRemoval = await storage.list(root);
  const missing = (await storage.read(path)) === undefined;
  await storage.remove(root);
  return { kind: storage.kind, sizes, kept, middle, names, afterRemoval, missing };
}
