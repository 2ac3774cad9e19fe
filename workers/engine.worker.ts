import { workerStartedAt } from './start-time.ts';
import { expose, transferHandlers } from 'comlink';
import { sendErrorsWhole } from '../core/comlink-errors.ts';
import { holdLifeLock } from '../core/liveness.ts';
import { Host } from './host.ts';
import { loadVariant } from './load/load-variant.ts';

sendErrorsWhole(transferHandlers);
holdLifeLock(self);
expose(new Host(loadVariant, workerStartedAt));
