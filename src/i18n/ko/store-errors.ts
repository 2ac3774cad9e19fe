import { str } from '@lit/localize';

/** What failed while fetching or keeping models, and what can be done. */
export const storeErrors = {
  'advice.allow-address':
    '이 페이지의 운영자가 “npm start -- --hub 주소”로 서버를 허용할 수 있습니다. 그런 다음 페이지를 새로고침하세요.',
  'advice.check-address': '이름과 서버 주소를 확인하세요.',
  'advice.close-other-tab': '끝날 때까지 기다리거나 그 작업을 멈추세요.',
  'advice.choose-file-again': '옮겨졌거나 바뀌었을 수 있으니 다시 고르세요.',
  'advice.delete-again': '이 페이지가 열린 다른 탭을 닫은 뒤 다시 전부 삭제하세요.',
  'advice.get-again': '다시 내려받거나 가져오세요.',
  'advice.import-instead':
    '그 사이트에서 계정으로 파일을 받은 뒤, 이 기기에서 가져오기로 추가하세요.',
  'advice.look-up-again': '모델을 다시 찾아보세요. 파일이 바뀌었을 수 있습니다.',
  'advice.other-repository': '이 형식 가운데 하나를 제공하는 저장소를 고르세요.',
  'advice.owner-name': '소유자/이름 형식으로 쓰거나 모델 페이지의 주소를 붙여 넣으세요.',
  'advice.reload-storage': '페이지를 새로고침하고 다시 시도하세요. 완료된 것은 남아 있습니다.',
  'advice.remove-models':
    '더 필요하지 않은 모델을 지운 뒤 이어받으세요. 이미 받은 부분은 남아 있습니다.',
  'advice.resume-later': '나중에 이어받으세요. 멈춘 곳부터 계속됩니다.',
  'advice.sign-in-page': '서버 주소를 확인하고, 네트워크가 로그인을 요구하는지도 확인하세요.',
  'error.address-invalid': str`“${0}”은(는) 모델 이름도 주소도 아닙니다.`,
  'error.address-not-allowed': str`이 페이지는 ${0} 또는 그 서버가 넘겨주는 서버에 연결할 수 없습니다. 페이지와 함께 온 정책(Content-Security-Policy)에서 허용하지 않습니다.`,
  'error.connection-stalled': str`${1}초 동안 ${0}에서 아무것도 오지 않았습니다.`,
  'error.deletion-incomplete': str`다 삭제하지 못하고 남은 것이 있습니다: ${0}.`,
  'error.file-unreadable': str`${0} 파일을 더는 읽을 수 없습니다.`,
  'error.hub-answer-invalid': str`${0}의 응답이 모델 허브의 응답이 아닙니다: ${1}.`,
  'error.hub-file-missing': str`${0} 파일이 ${1}에 더는 없습니다.`,
  'error.hub-model-missing': str`${0}에 ${1} 모델이 없습니다.`,
  'error.hub-no-variants': str`${0}에는 ONNX, GGUF, safetensors 파일이 없습니다.`,
  'error.model-access-denied': str`${0}에서 이 모델을 누구에게나 제공하지 않거나 그런 이름의 모델이 없습니다(상태 ${1}).`,
  'error.model-busy': str`${0} 모델은 사용 중입니다. 이 탭이나 다른 탭에서 불러오거나 받거나 확인하거나 저장하거나 단계를 만들고 있습니다.`,
  'error.model-evicted': str`${1} 모델의 ${0} 파일이 이 기기에 온전히 남아 있지 않습니다. 브라우저가 공간을 비웠거나 데이터가 지워졌습니다.`,
  'error.model-file-is-page': str`${0}에서 ${1} 파일 대신 웹 페이지가 왔습니다.`,
  'error.model-file-length-differs': str`서버의 ${0} 파일은 목록에 적힌 ${2}바이트가 아니라 ${1}바이트입니다.`,
  'error.model-not-installed': str`${0} 모델이 이 기기에 없습니다.`,
  'error.server-busy': str`${0}에서 요청을 줄여 달라고 합니다.`,
  'error.server-error': str`${0} 서버에 오류가 있습니다(상태 ${1}).`,
  'error.storage-failed': str`브라우저 저장 공간에서 거부되었습니다: ${0}.`,
  'error.storage-short': str`저장 공간이 가득 찼습니다. ${0}가 더 필요합니다.`,
  'error.storage-short-of': str`${0}가 더 필요한데 브라우저에 남은 공간은 ${1}입니다.`,
};
