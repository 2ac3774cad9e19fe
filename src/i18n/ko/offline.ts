import { str } from '@lit/localize';

/** What works without the network, and updates. */
export const offline = {
  'offline.everything-works': '네트워크가 꺼져 있습니다. 여기 있는 것은 모두 네트워크 없이 됩니다.',
  'offline.failed':
    '앱을 이 기기에 보관하지 못했습니다. 저장 공간이 가득 찼거나 일부 파일이 오지 않았습니다. 다음에 열 때 다시 시도합니다.',
  'offline.insecure':
    '이 주소는 보안 연결이 아니어서 브라우저가 앱을 보관하지 않습니다. HTTPS로 제공하거나 localhost로 여세요.',
  'offline.keep': str`모두 오프라인에 보관: ${0}`,
  'offline.keep-hint': '그러지 않으면 각 엔진은 처음 쓸 때 보관됩니다.',
  'offline.keeping': '모두 오프라인에 보관하는 중',
  'offline.kept': '보관됨',
  'offline.no-engine': str`네트워크가 꺼져 있습니다. 모든 화면은 이 기기에 있는 것으로 계속 되지만, ${0} 엔진은 보관되지 않아 시작할 수 없습니다.`,
  'offline.no-engines':
    '네트워크가 꺼져 있습니다. 모든 화면은 이 기기에 있는 것으로 계속 되지만, wasm 엔진과 webgpu 엔진은 보관되지 않아 시작할 수 없습니다.',
  'offline.not-built': '개발 서버는 아무것도 오프라인에 보관하지 않습니다.',
  'offline.not-kept': '없음',
  'offline.page-only':
    '네트워크가 꺼져 있습니다. 앱이 이 기기에 보관되지 않아 이 페이지는 닫거나 새로 고칠 때까지만 됩니다.',
  'offline.preparing': '앱을 이 기기에 보관하고 있습니다.',
  'offline.refused':
    '이 브라우저나 창은 앱을 보관하지 않습니다(시크릿 창이 흔히 그렇습니다). 네트워크가 있는 동안에는 모두 됩니다.',
  'offline.runtime-wasm': 'CPU용 onnxruntime',
  'offline.runtime-webgpu': 'GPU용 onnxruntime',
  'offline.shell': '앱과 SIMD 엔진',
  'offline.storage-full': str`이 기기에 ${0}를 둘 자리가 없습니다. 자리를 만든 뒤 다시 시도하세요.`,
  'offline.title': '네트워크 없이',
  'update.ready': 'Featherweight의 새 버전이 준비되었습니다.',
  'update.reload': '새로 고쳐 업데이트',
};
