import { expose, transferHandlers } from 'comlink';
import { sendErrorsWhole } from '../core/comlink-errors.ts';
import { holdLifeLock } from '../core/liveness.ts';
import { LibraryHost } from './library/library-host.ts';

sendErrorsWhole(transferHandlers);
holdLifeLock(self);
expose(new LibraryHost());
