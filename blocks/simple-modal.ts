import type { ModalView } from '@slack/types';
import { LIMITS, paragraph, plain, rich } from './text.ts';

/** A modal of one sentence: what is going on, or how it ended. */
export function simpleModal(title: string, sentence: string): ModalView {
  return {
    type: 'modal',
    title: plain(title, LIMITS.title),
    close: plain('Close', 24),
    blocks: [paragraph(rich.text(sentence, 1500))],
  };
}

/** Shown at once, while the worker reads live state; found again by `externalId`. */
export function loadingModal(externalId: string): ModalView {
  return { ...simpleModal('Trailbolt', 'Reading the live state…'), external_id: externalId };
}
