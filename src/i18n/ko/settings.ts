import { str } from '@lit/localize';

/** The settings drawer. */
export const settings = {
  'settings.answer': '답변',
  'settings.context-hint': 'KV 캐시가 이만큼 메모리를 씁니다. 바꾸면 모델을 다시 불러옵니다.',
  'settings.context-option': str`${0}토큰, ${1} MB`,
  'settings.engine': '컨텍스트와 스레드',
  'settings.interface': '화면',
  'settings.kv': 'KV 캐시 정밀도',
  'settings.kv-hint':
    '8비트는 메모리를 4분의 1만 쓰고 정확도가 조금 낮습니다. 자동은 메모리가 모자랄 때만 8비트를 씁니다. SIMD 엔진에만 적용됩니다.',
  'settings.kv-option': str`${0}, ${1} MB`,
  'settings.language': '언어',
  'settings.max-tokens': '가장 긴 답변(토큰)',
  'settings.min-p': 'Min-p',
  'settings.min-p-hint': '가장 유력한 토큰의 이 비율보다 낮은 토큰은 뺍니다. 0이면 끕니다.',
  'settings.repetition': '반복 벌점',
  'settings.repetition-hint': '이미 나온 토큰을 덜 고릅니다. 1이면 끕니다.',
  'settings.missing': '이 브라우저에 없는 것',
  'settings.reset': '모델 기본값으로',
  'settings.sampling': '샘플링',
  'settings.seed': '시드',
  'settings.seed-hint': '시드를 고정하면 같은 대화와 변형에서 같은 글이 나옵니다.',
  'settings.seed-random': '무작위',
  'settings.stops': '멈춤 문자열, 한 줄에 하나',
  'settings.system': '이 대화의 시스템 프롬프트',
  'settings.system-empty': '비워 두면 모델의 것을 씁니다.',
  'settings.temperature': '온도',
  'settings.temperature-hint': '0이면 늘 가장 유력한 토큰을 고르고, 높을수록 다양해집니다.',
  'settings.theme': '테마',
  'settings.think': '먼저 생각하기',
  'settings.think-hint':
    '모델이 답하기 전에 추론합니다. 어려운 질문에 더 잘 답하지만 훨씬 느립니다.',
  'settings.threads-one': '페이지가 격리되지 않아 스레드 하나로 실행합니다.',
  'settings.threads-not-shared':
    '이 브라우저는 스레드끼리 메모리를 함께 쓰지 못하게 하므로 스레드 하나로 실행합니다.',
  'settings.title': '설정',
  'settings.top-k': 'Top-k',
  'settings.top-k-hint': '가장 유력한 k개 가운데서 고릅니다. 0이면 끕니다.',
  'settings.top-p': 'Top-p',
  'settings.top-p-hint': '확률의 합이 p가 되는 유력한 토큰 가운데서 고릅니다. 1이면 끕니다.',
};
