import { localized, msg } from '@lit/localize';
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { map } from 'lit/directives/map.js';
import type { BenchmarkResult } from '../../core/bench-result.ts';
import type { Environment } from '../app/environment.ts';
import { controls } from '../components/controls.styles.ts';
import {
  bandwidthText,
  browserText,
  computeText,
  coresText,
  type Fact,
} from '../report/benchmark/circumstances.ts';
import { styles } from './device-panel.styles.ts';

/** What is known of this device; what only a run measures, from the latest. */
@localized()
@customElement('fw-bench-device')
export class FwBenchDevice extends LitElement {
  static override styles = [controls, styles];

  @property({ attribute: false }) environment: Environment | undefined;
  /** Measured on this device. */
  @property({ attribute: false }) latest: BenchmarkResult | undefined;

  override render(): TemplateResult | typeof nothing {
    const { environment, latest } = this;
    if (!environment) return nothing;
    return html`
      <h2>${msg('This device', { id: 'bench.device' })}</h2>
      <dl>
        ${map(
          facts(environment, latest),
          ({ label, value }) =>
            html`<div>
              <dt>${label}</dt>
              <dd>${value}</dd>
            </div>`,
        )}
      </dl>
    `;
  }
}

function facts(environment: Environment, latest: BenchmarkResult | undefined): readonly Fact[] {
  const most = (values: readonly (number | null)[] | undefined): number | undefined => {
    const known = (values ?? []).filter((value) => value !== null);
    return known.length > 0 ? Math.max(...known) : undefined;
  };
  const bandwidth = most(latest?.variants.map((record) => record.bandwidth));
  const compute = most(latest?.variants.map((record) => record.multiplyAdds));
  const unmeasured = msg('measured with a run', { id: 'bench.with-a-run' });
  return [
    { label: msg('Processor', { id: 'bench.processor' }), value: coresText(environment.cores) },
    {
      label: msg('Memory bandwidth', { id: 'bench.bandwidth' }),
      value: bandwidth === undefined ? unmeasured : bandwidthText(bandwidth),
    },
    {
      label: msg('Integer multiply-adds', { id: 'bench.multiply-adds' }),
      value: compute === undefined ? unmeasured : computeText(compute),
    },
    { label: 'WebGPU', value: webgpuText(environment) },
    { label: 'WebAssembly', value: wasmText(environment) },
    ...(latest
      ? [
          {
            label: msg('Browser', { id: 'bench.browser' }),
            value: [browserText(latest.circumstances), latest.circumstances.os]
              .filter((part) => part !== '')
              .join(', '),
          },
        ]
      : []),
  ];
}

function webgpuText({ webgpu }: Environment): string {
  switch (webgpu.kind) {
    case 'unavailable':
      return msg('no adapter', { id: 'bench.no-adapter' });
    case 'software':
      return msg('software only', { id: 'bench.software-only' });
    case 'available':
      return webgpu.adapter === ''
        ? msg('an adapter without a name', { id: 'bench.nameless' })
        : webgpu.adapter;
  }
}

const wasmText = ({ wasmSimd, threads }: Environment): string =>
  !wasmSimd
    ? msg('without SIMD', { id: 'bench.no-simd' })
    : threads === 'available'
      ? msg('SIMD, threads', { id: 'bench.simd-threads' })
      : msg('SIMD, one thread', { id: 'bench.simd-only' });

declare global {
  interface HTMLElementTagNameMap {
    'fw-bench-device': FwBenchDevice;
  }
}
