/**
 * The emoji that the page can draw. Slack knows thousands; a name that is not here stays text, which is also what keeps
 * `arn:aws:s3:::bucket` whole.
 */
const GLYPHS: ReadonlyMap<string, string> = new Map([
  ['+1', '👍'],
  ['-1', '👎'],
  ['alarm_clock', '⏰'],
  ['arrow_left', '⬅️'],
  ['arrow_right', '➡️'],
  ['arrows_counterclockwise', '🔄'],
  ['ballot_box_with_check', '☑️'],
  ['bell', '🔔'],
  ['black_circle', '⚫'],
  ['boom', '💥'],
  ['bug', '🐛'],
  ['bulb', '💡'],
  ['busts_in_silhouette', '👥'],
  ['bust_in_silhouette', '👤'],
  ['calendar', '📆'],
  ['chart_with_upwards_trend', '📈'],
  ['clipboard', '📋'],
  ['clock3', '🕒'],
  ['closed_lock_with_key', '🔐'],
  ['cloud', '☁️'],
  ['computer', '💻'],
  ['earth_africa', '🌍'],
  ['exclamation', '❗'],
  ['eyes', '👀'],
  ['file_folder', '📁'],
  ['fire', '🔥'],
  ['gear', '⚙️'],
  ['globe_with_meridians', '🌐'],
  ['grey_question', '❔'],
  ['hammer_and_wrench', '🛠️'],
  ['heavy_check_mark', '✔️'],
  ['heavy_minus_sign', '➖'],
  ['heavy_plus_sign', '➕'],
  ['hourglass', '⌛'],
  ['hourglass_flowing_sand', '⏳'],
  ['information_source', 'ℹ️'],
  ['key', '🔑'],
  ['large_blue_circle', '🔵'],
  ['large_green_circle', '🟢'],
  ['large_orange_circle', '🟠'],
  ['large_purple_circle', '🟣'],
  ['large_yellow_circle', '🟡'],
  ['link', '🔗'],
  ['lock', '🔒'],
  ['mag', '🔍'],
  ['memo', '📝'],
  ['money_with_wings', '💸'],
  ['mute', '🔇'],
  ['no_bell', '🔕'],
  ['no_entry', '⛔'],
  ['no_entry_sign', '🚫'],
  ['octagonal_sign', '🛑'],
  ['outbox_tray', '📤'],
  ['package', '📦'],
  ['pencil2', '✏️'],
  ['pushpin', '📌'],
  ['question', '❓'],
  ['raised_hand', '✋'],
  ['recycle', '♻️'],
  ['red_circle', '🔴'],
  ['robot_face', '🤖'],
  ['rotating_light', '🚨'],
  ['round_pushpin', '📍'],
  ['scroll', '📜'],
  ['shield', '🛡️'],
  ['skull', '💀'],
  ['smile', '😄'],
  ['snowflake', '❄️'],
  ['speech_balloon', '💬'],
  ['stopwatch', '⏱️'],
  ['tada', '🎉'],
  ['thinking_face', '🤔'],
  ['thumbsdown', '👎'],
  ['thumbsup', '👍'],
  ['unlock', '🔓'],
  ['warning', '⚠️'],
  ['wastebasket', '🗑️'],
  ['wave', '👋'],
  ['white_check_mark', '✅'],
  ['white_circle', '⚪'],
  ['wrench', '🔧'],
  ['x', '❌'],
  ['zap', '⚡'],
]);

/** The first of the five skin tones, which Slack counts from 2. */
const TONE_2 = 0x1f3fb;

/**
 * The glyph for an emoji's name (no colons), or undefined for one the page does not know. The skin tone is Slack's
 * number, 2 to 6; it may also be in the name, as rich text writes it: `wave::skin-tone-2`.
 */
export function emojiGlyph(name: string, tone?: number): string | undefined {
  const [base = '', suffix] = name.split('::skin-tone-');
  const glyph = GLYPHS.get(base);
  const skin = tone ?? (suffix === undefined ? 0 : Number(suffix));
  if (glyph === undefined || !(skin >= 2 && skin <= 6)) return glyph;
  return glyph.replace('\uFE0F', '') + String.fromCodePoint(TONE_2 + skin - 2);
}

/** A `:name:` as it may stand in text, with an optional skin tone, anchored to `lastIndex`. */
export const EMOJI_CODE = /:([a-z0-9_+'-]{1,100}(?:::skin-tone-[2-6])?):/y;

/** Text with every known `:name:` drawn: what Slack does to `plain_text` whose `emoji` is true, and nothing else. */
export function withEmoji(text: string): string {
  let out = '';
  for (let at = 0; at < text.length;) {
    EMOJI_CODE.lastIndex = at;
    const code = text[at] === ':' ? EMOJI_CODE.exec(text) : null;
    const glyph = code?.[1] === undefined ? undefined : emojiGlyph(code[1]);
    out += glyph ?? text[at];
    at += glyph === undefined || code === null ? 1 : code[0].length;
  }
  return out;
}
