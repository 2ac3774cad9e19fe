import { msg } from '@lit/localize';
import { monthAndYear } from '../i18n/format.ts';
import type { ChatSummary } from '../store/chats.ts';

export interface HistoryGroup {
  readonly title: string;
  readonly chats: readonly ChatSummary[];
}

const startOfDay = (at: number): number => new Date(at).setHours(0, 0, 0, 0);

/** Chats by the day of their last change, in the order given: today, yesterday, this week, by month. */
export function groupByDay(chats: readonly ChatSummary[], now: number): readonly HistoryGroup[] {
  const today = startOfDay(now);
  const yesterday = startOfDay(today - 1);
  const weekAgo = startOfDay(now - 6 * 86_400_000);
  const title = (at: number): string => {
    if (at >= today) return msg('Today', { id: 'history.today' });
    if (at >= yesterday) return msg('Yesterday', { id: 'history.yesterday' });
    if (at >= weekAgo) return msg('Last 7 days', { id: 'history.week' });
    return monthAndYear(at);
  };
  const groups = new Map<string, ChatSummary[]>();
  for (const chat of chats) {
    const name = title(chat.updatedAt);
    const group = groups.get(name);
    if (group) group.push(chat);
    else groups.set(name, [chat]);
  }
  return Array.from(groups, ([name, members]) => ({ title: name, chats: members }));
}
