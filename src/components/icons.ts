import '@awesome.me/webawesome/dist/components/icon/icon.js';
import { registerIconLibrary } from '@awesome.me/webawesome/dist/components/icon/library.js';
import arrowDown from 'lucide-static/icons/arrow-down.svg?raw';
import check from 'lucide-static/icons/check.svg?raw';
import chat from 'lucide-static/icons/message-square.svg?raw';
import chevronDown from 'lucide-static/icons/chevron-down.svg?raw';
import chevronLeft from 'lucide-static/icons/chevron-left.svg?raw';
import chevronRight from 'lucide-static/icons/chevron-right.svg?raw';
import chevronUp from 'lucide-static/icons/chevron-up.svg?raw';
import compare from 'lucide-static/icons/columns-2.svg?raw';
import copy from 'lucide-static/icons/copy.svg?raw';
import download from 'lucide-static/icons/download.svg?raw';
import ellipsis from 'lucide-static/icons/ellipsis.svg?raw';
import benchmark from 'lucide-static/icons/gauge.svg?raw';
import menu from 'lucide-static/icons/menu.svg?raw';
import models from 'lucide-static/icons/layers.svg?raw';
import pause from 'lucide-static/icons/pause.svg?raw';
import panelLeft from 'lucide-static/icons/panel-left.svg?raw';
import pencil from 'lucide-static/icons/pencil.svg?raw';
import play from 'lucide-static/icons/play.svg?raw';
import plus from 'lucide-static/icons/plus.svg?raw';
import refresh from 'lucide-static/icons/refresh-cw.svg?raw';
import reset from 'lucide-static/icons/rotate-ccw.svg?raw';
import search from 'lucide-static/icons/search.svg?raw';
import send from 'lucide-static/icons/arrow-up.svg?raw';
import stop from 'lucide-static/icons/square.svg?raw';
import trash from 'lucide-static/icons/trash-2.svg?raw';
import upload from 'lucide-static/icons/upload.svg?raw';
import warning from 'lucide-static/icons/triangle-alert.svg?raw';
import close from 'lucide-static/icons/x.svg?raw';
import device from './device.svg?raw';
import contrast from './half-filled.svg?raw';
import mark from './mark.svg?raw';
import sliders from './sliders.svg?raw';

const icons = {
  'arrow-down': arrowDown,
  benchmark,
  chat,
  check,
  'chevron-down': chevronDown,
  'chevron-left': chevronLeft,
  'chevron-right': chevronRight,
  'chevron-up': chevronUp,
  close,
  compare,
  contrast,
  copy,
  device,
  download,
  ellipsis,
  mark,
  menu,
  models,
  'panel-left': panelLeft,
  pause,
  pencil,
  play,
  plus,
  refresh,
  reset,
  search,
  send,
  sliders,
  stop: stop.replace('fill="none"', 'fill="currentColor"'),
  trash,
  upload,
  warning,
} as const;

export type IconName = keyof typeof icons;

const resolver = (name: string): string => {
  const svg = (icons as Readonly<Record<string, string>>)[name];
  if (svg === undefined) throw new RangeError(`no icon named ${name}`);
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
};

// `default` is Web Awesome's name for icons fetched from another origin: it must mean ours.
registerIconLibrary('default', { resolver });
