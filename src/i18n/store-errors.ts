import { msg, str } from '@lit/localize';
import type { Failure } from '../../core/errors.ts';
import type { FailureText } from './failure-text.ts';
import { number, size } from './format.ts';

/** Failures of fetching models and keeping them on the device. */
export type StoreFailure = Extract<
  Failure,
  {
    readonly code:
      | `hub-${string}`
      | `server-${string}`
      | 'address-invalid'
      | 'address-not-allowed'
      | 'model-access-denied'
      | 'model-file-is-page'
      | 'model-file-length-differs'
      | 'connection-stalled'
      | 'file-unreadable'
      | 'storage-short'
      | 'storage-failed'
      | 'model-evicted'
      | 'model-busy'
      | 'model-not-installed'
      | 'deletion-incomplete';
  }
>;

const checkAddress = (): string =>
  msg('Check the name and the address of the server.', { id: 'advice.check-address' });
const goesOn = (): string =>
  msg('Resume it later: it goes on from where it stopped.', { id: 'advice.resume-later' });
const getAgain = (): string => msg('Fetch or import it again.', { id: 'advice.get-again' });

export function storeFailureText({ code, parameters }: StoreFailure): FailureText {
  switch (code) {
    case 'address-invalid':
      return {
        happened: msg(str`“${parameters.text}” is neither a model’s name nor an address.`, {
          id: 'error.address-invalid',
        }),
        advice: msg('Write it as owner/name, or paste the address of the model’s page.', {
          id: 'advice.owner-name',
        }),
      };
    case 'address-not-allowed':
      return {
        happened: msg(
          str`This page may not reach ${parameters.host}, or a server that it redirects to: the policy that it was served with (its Content-Security-Policy) does not allow it.`,
          { id: 'error.address-not-allowed' },
        ),
        advice: msg(
          'Whoever runs this page allows a server with “npm start -- --hub ADDRESS”. Reload the page afterwards.',
          { id: 'advice.allow-address' },
        ),
      };
    case 'hub-model-missing':
      return {
        happened: msg(str`${parameters.host} has no model ${parameters.repository}.`, {
          id: 'error.hub-model-missing',
        }),
        advice: checkAddress(),
      };
    case 'hub-no-variants':
      return {
        happened: msg(str`${parameters.repository} has no ONNX, GGUF or safetensors file.`, {
          id: 'error.hub-no-variants',
        }),
        advice: msg('Choose a repository that offers one of these formats.', {
          id: 'advice.other-repository',
        }),
      };
    case 'hub-answer-invalid':
      return {
        happened: msg(
          str`${parameters.host} does not answer as a model hub: ${parameters.reason}.`,
          {
            id: 'error.hub-answer-invalid',
          },
        ),
        advice: checkAddress(),
      };
    case 'hub-file-missing':
      return {
        happened: msg(str`${parameters.host} no longer has the file ${parameters.file}.`, {
          id: 'error.hub-file-missing',
        }),
        advice: msg('Look the model up again: its files may have changed.', {
          id: 'advice.look-up-again',
        }),
      };
    case 'model-access-denied':
      return {
        happened: msg(
          str`${parameters.host} does not give this model to everyone, or has none of this name (status ${parameters.status}).`,
          {
            id: 'error.model-access-denied',
          },
        ),
        advice: msg(
          'Fetch its files with your account on that site, then import them from this device.',
          { id: 'advice.import-instead' },
        ),
      };
    case 'server-busy':
      return {
        happened: msg(str`${parameters.host} asks for fewer requests.`, {
          id: 'error.server-busy',
        }),
        advice: goesOn(),
      };
    case 'server-error':
      return {
        happened: msg(str`${parameters.host} failed (status ${parameters.status}).`, {
          id: 'error.server-error',
        }),
        advice: goesOn(),
      };
    case 'model-file-is-page':
      return {
        happened: msg(str`${parameters.host} sent a web page in place of ${parameters.file}.`, {
          id: 'error.model-file-is-page',
        }),
        advice: msg('Check the server’s address, and whether the network asks you to sign in.', {
          id: 'advice.sign-in-page',
        }),
      };
    case 'model-file-length-differs':
      return {
        happened: msg(
          str`The server’s file ${parameters.file} has ${number(parameters.actualBytes)} bytes, not ${number(parameters.expectedBytes)} as listed.`,
          { id: 'error.model-file-length-differs' },
        ),
        advice: msg('Look the model up again: its files may have changed.', {
          id: 'advice.look-up-again',
        }),
      };
    case 'connection-stalled':
      return {
        happened: msg(
          str`Nothing came from ${parameters.host} for ${number(parameters.seconds)} seconds.`,
          {
            id: 'error.connection-stalled',
          },
        ),
        advice: goesOn(),
      };
    case 'file-unreadable':
      return {
        happened: msg(str`The file ${parameters.file} can no longer be read.`, {
          id: 'error.file-unreadable',
        }),
        advice: msg('It may have been moved or changed: choose it again.', {
          id: 'advice.choose-file-again',
        }),
      };
    case 'storage-short':
      return {
        happened:
          parameters.freeBytes === null
            ? msg(str`The storage is full: ${size(parameters.neededBytes)} more are needed.`, {
                id: 'error.storage-short',
              })
            : msg(
                str`${size(parameters.neededBytes)} more are needed; the browser has ${size(parameters.freeBytes)} free.`,
                { id: 'error.storage-short-of' },
              ),
        advice: msg('Remove models that you no longer need, then resume; what has come is kept.', {
          id: 'advice.remove-models',
        }),
      };
    case 'storage-failed':
      return {
        happened: msg(str`The browser’s storage refused: ${parameters.reason}.`, {
          id: 'error.storage-failed',
        }),
        advice: msg('Reload the page and try again; what was complete is kept.', {
          id: 'advice.reload-storage',
        }),
      };
    case 'model-evicted':
      return {
        happened: msg(
          str`The file ${parameters.file} of ${parameters.model} is no longer whole on this device: the browser made room, or its data was cleared.`,
          { id: 'error.model-evicted' },
        ),
        advice: getAgain(),
      };
    case 'model-busy':
      return {
        happened: msg(
          str`${parameters.model} is in use: it is being loaded, fetched, checked, saved, or made into a level, here or in another tab.`,
          {
            id: 'error.model-busy',
          },
        ),
        advice: msg('Wait until that has ended, or stop it.', {
          id: 'advice.close-other-tab',
        }),
      };
    case 'model-not-installed':
      return {
        happened: msg(str`${parameters.model} is not on this device.`, {
          id: 'error.model-not-installed',
        }),
        advice: getAgain(),
      };
    case 'deletion-incomplete':
      return {
        happened: msg(
          str`Not everything could be deleted; this is still here: ${parameters.what}.`,
          {
            id: 'error.deletion-incomplete',
          },
        ),
        advice: msg('Close other tabs with this page, then delete everything again.', {
          id: 'advice.delete-again',
        }),
      };
  }
}
