import { expose, transferHandlers } from 'comlink';
import { sendErrorsWhole } from '../../../../core/comlink-errors.ts';
import { OpfsStorage } from '../../../../workers/store/opfs-storage.ts';
import { tryStorage } from './try-storage.ts';

sendErrorsWhole(transferHandlers);
expose({
  async run() {
    const storage = await OpfsStorage.tryOpen();
    return storage && tryStorage(storage);
  },
});
