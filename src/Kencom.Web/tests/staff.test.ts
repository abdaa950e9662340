import { afterEach, describe, expect, it, vi } from 'vitest';
import { Autosave, type SaveState } from '../src/staff/autosave.ts';
import { parseBirthDate } from '../src/staff/birth-date.ts';
import { cases, encodedReason, reasonFault } from '../src/staff/cases.ts';
import { inquiryNumber } from '../src/staff/inquiry-number.ts';
import { age, dayInJapan, fromLocalInput, listedInstant, shortInstant, toLocalInput } from '../src/staff/instants.ts';
import { changesOf, clashesOf, emptySettings, fromForm, settingTexts, toForm, withTheirs, type InsurerSettings } from '../src/staff/insurer-settings.ts';
import { matchKeys } from '../src/staff/keys.ts';
import { match } from '../src/router.ts';
import { sections, staffRoutes } from '../src/staff/routes.ts';
import { isForAnotherWindow, returnAddress } from '../src/staff/return.ts';

describe('a reason (STF-2)', () => {
  it.each([['ab'], [''], ['  x  '], ['あ'.repeat(201)], ['一行目\n二行目'], ['a\tbc'], ['\u0000abc']])('refuses %j', (text) => expect(reasonFault(text)).toBeDefined());
  it.each([['abc'], ['電話で依頼あり'], ['あ'.repeat(200)], ['😀'.repeat(200)], [' 前後の空白は数えない ']])('takes %j', (text) => expect(reasonFault(text)).toBeUndefined());

  it('travels as percent-encoded UTF-8, whatever was typed', () => {
    expect(encodedReason(' 電話で依頼 ')).toBe('%E9%9B%BB%E8%A9%B1%E3%81%A7%E4%BE%9D%E9%A0%BC');
    expect(encodedReason('half \uD83D sign')).toBe('half%20%EF%BF%BD%20sign');
    expect(decodeURIComponent(encodedReason('100% 😀 "x"\u2028'))).toBe('100% 😀 "x"');
  });

  it('is asked once a case, and carried from an inquiry to its member', () => {
    cases.open('Q1', ' 対応のため ');
    cases.carry('Q1', 'm1');
    cases.carry('Q2', 'm2');
    expect([cases.reasonOf('Q1'), cases.reasonOf('m1'), cases.reasonOf('m2')]).toEqual(['対応のため', '対応のため', undefined]);
    expect([cases.inquiryOf('m1'), cases.inquiryOf('m2')]).toEqual(['Q1', undefined]);
  });
});

describe('the number of an inquiry', () => {
  it.each([['Q23456789A', 'Q23456789A'], [' q2345 6789a ', 'Q23456789A'], ['Ｑ２３４５６７８９Ａ', 'Q23456789A'], ['Q234-567-89A', 'Q23456789A']])('is read from %j', (text, number) => expect(inquiryNumber(text)).toBe(number));
  it.each([[''], ['Q2345678'], ['Q234567890'], ['A23456789B'], ['Q2345678IO'], ['Q23456789A../x']])('is not read from %j', (text) => expect(inquiryNumber(text)).toBeUndefined());
});

describe('keys', () => {
  const run = () => undefined;
  const shortcuts = [{ keys: 'j', label: '', run }, { keys: 'g i', label: '', run }, { keys: 'g m', label: '', run }];
  it('finds a shortcut of one key, and of two', () => {
    expect(matchKeys(['j'], shortcuts)).toEqual({ shortcut: shortcuts[0] });
    expect(matchKeys(['g'], shortcuts)).toBe('begins');
    expect(matchKeys(['g', 'm'], shortcuts)).toEqual({ shortcut: shortcuts[2] });
    expect(matchKeys(['x'], shortcuts)).toBeUndefined();
    expect(matchKeys(['g', 'x'], shortcuts)).toBeUndefined();
  });
  it('has one key for each section', () => expect(new Set(sections.map(({ key }) => key)).size).toBe(sections.length));
});

it('knows every page of the console, and the one for all others', () => {
  const pageAt = (path: string) => staffRoutes.find((route) => match(route.path, path))?.tag;
  expect(['/staff', '/staff/inquiries/Q23456789A', '/staff/members/m', '/staff/insurers/123456', '/staff/groups/A-1', '/staff/files/f', '/staff/queues/send-mail', '/staff/audit', '/staff/x'].map(pageAt)).toEqual([
    'staff-start', 'staff-inquiries', 'staff-members', 'staff-insurers', 'staff-groups', 'staff-files', 'staff-queues', 'staff-audit', 'staff-not-found']);
});

describe('signing in', () => {
  it.each(['/staff', '/staff/inquiries', '/staff/inquiries/Q23456789A?state=mine', '/staff/files?insurerNumber=123456'])('comes back to %s', (address) => expect(returnAddress(address)).toBe(address));
  it.each([undefined, 1, '', '/', '/me', '//evil.example', '/staff//evil.example', '/staff/../me', 'https://evil.example/staff', '/staff/signed-in', '/staff/x#y', '/staff\\evil'])(
    'does not go to %j', (address) => expect(returnAddress(address)).toBe('/staff'));
  it('knows a window that was opened to sign in again', () => {
    expect(isForAnotherWindow('?code=c&state=abc%3Bagain')).toBe(true);
    expect(isForAnotherWindow('?code=c&state=abc')).toBe(false);
    expect(isForAnotherWindow('?code=%3Bagain')).toBe(false);
  });
});

describe('instants, in Japan whatever the computer says', () => {
  const now = new Date('2026-11-30T02:00:00Z');
  it('are short', () => {
    expect(shortInstant('2026-11-29T15:05:00Z')).toBe('2026/11/30 00:05');
    expect(listedInstant('2026-11-29T15:05:00Z', now)).toBe('00:05');
    expect(listedInstant('2026-11-29T14:55:00Z', now)).toBe('11/29');
    expect(listedInstant('2025-11-30T02:00:00Z', now)).toBe('2025/11/30');
    expect(dayInJapan(new Date('2026-11-30T15:00:00Z'))).toBe('2026-12-01');
  });
  it.each([[0, '0秒'], [59, '59秒'], [60, '1分'], [3_599, '59分'], [7_300, '2時間'], [200_000, '2日']])('are %d seconds old: %s', (seconds, text) =>
    expect(age(new Date(now.getTime() - seconds * 1000).toISOString(), now)).toBe(text));
  it('are typed and read back the same', () => {
    expect(fromLocalInput('2026-12-05T09:00')).toBe('2026-12-05T00:00:00.000Z');
    expect(toLocalInput('2026-12-05T00:00:00Z')).toBe('2026-12-05T09:00');
    expect([fromLocalInput(''), fromLocalInput('2026-13-05T09:00'), fromLocalInput('x')]).toEqual([null, null, null]);
  });
});

it.each([
  ['1972-04-15', '1972-04-15'], ['1972/4/5', '1972-04-05'], ['19720415', '1972-04-15'], ['S47.4.15', '1972-04-15'], ['昭和47年4月15日', '1972-04-15'], ['令和元年5月1日', '2019-05-01'],
  ['１９７２年４月１５日', '1972-04-15'], ['1972-02-30', null], ['1972', null], ['47.4.15', null], ['', null], ['x-1-1', null],
])('reads the birth date %s', (text, date) => expect(parseBirthDate(text)).toBe(date));

describe('settings of an insurer', () => {
  const full: InsurerSettings = {
    name: '甲健康保険組合', insuredOnly: false, dependentsFromAge: 40, maintenance: { from: '2026-12-05T00:00:00Z', to: '2026-12-06T00:00:00+09:00', message: '年次更新' },
    exemptNetworks: ['192.0.2.0/24', '2001:db8::/32'], eraTable: 'receipt', contactEmail: 'a@example.jp', passkeyForResults: true, sameAs: ['06130012'],
  };
  it.each([full, emptySettings])('are the same after the form, and nothing would change', (settings) => expect(changesOf(settings, fromForm(toForm(settings)))).toEqual([]));
  it('are all there after the form: a PUT replaces each', () => expect(Object.keys(fromForm(toForm(emptySettings))).sort()).toEqual(Object.keys(settingTexts).sort()));

  it('are read as people type them', () => {
    const form = { ...toForm(full), dependentsFromAge: '４０', exemptNetworks: ' 192.0.2.0/24 ,\n\n2001:db8::/32、', contactEmail: '  ' };
    expect(fromForm(form)).toEqual({ ...fromForm(toForm(full)), contactEmail: null });
  });

  it('say what a change does', () => {
    const changes = changesOf(full, { ...full, insuredOnly: true, maintenance: null, exemptNetworks: ['198.51.100.0/24'] });
    expect(changes.map(({ name, before, after }) => [name, before, after])).toEqual([
      ['insuredOnly', '家族も可', '本人のみ'],
      ['maintenance', '2026/12/05 09:00〜2026/12/06 00:00「年次更新」', 'なし'],
      ['exemptNetworks', '192.0.2.0/24、2001:db8::/32', '198.51.100.0/24'],
    ]);
    expect(changes.every(({ effect }) => effect !== '')).toBe(true);
  });

  it.each(Object.keys(settingTexts) as (keyof InsurerSettings)[])('explain a change of %s, there and back', (name) => {
    for (const [before, after] of [[full, { ...full, [name]: emptySettings[name] }], [{ ...full, [name]: emptySettings[name] }, full]] as [InsurerSettings, InsurerSettings][]) {
      for (const change of changesOf(before, after)) {
        expect([change.name, change.label.length > 0, change.effect.length > 0, change.before === change.after]).toEqual([name, true, true, false]);
      }
    }
  });

  it('stand beside those of a colleague who was faster', () => {
    const mine = { ...full, name: '乙健康保険組合', dependentsFromAge: 20 };
    const theirs = { ...full, name: '丙健康保険組合' };
    expect(clashesOf(mine, theirs).map(({ name, mine, theirs }) => [name, mine, theirs])).toEqual([['name', '乙健康保険組合', '丙健康保険組合'], ['dependentsFromAge', '20歳から', '40歳から']]);
    const taken = withTheirs(mine, theirs, 'name');
    expect([taken.name, taken.dependentsFromAge, clashesOf(taken, theirs).length]).toEqual(['丙健康保険組合', 20, 1]);
  });
});

describe('a draft', () => {
  afterEach(() => void vi.useRealTimers());
  const begin = (answers: boolean[]) => {
    vi.useFakeTimers();
    const sent: string[] = [];
    const states: SaveState[] = [];
    const save = async (text: string) => {
      sent.push(text);
      await new Promise((resolve) => setTimeout(resolve, 100));
      return answers.shift() ?? true;
    };
    const draft: Autosave = new Autosave('', save, () => states.push(draft.state), { typing: 1_000, failed: 5_000 });
    return { sent, states, draft };
  };

  it('is saved when the typing rests, once', async () => {
    const { sent, draft } = begin([]);
    draft.typed('あ');
    await vi.advanceTimersByTimeAsync(900);
    draft.typed('あい');
    await vi.advanceTimersByTimeAsync(999);
    expect(sent).toEqual([]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect([sent, draft.state, draft.isSaved]).toEqual([['あい'], 'saved', true]);
  });

  it('saves what was typed while it was being saved', async () => {
    const { sent, draft } = begin([]);
    draft.typed('1');
    await vi.advanceTimersByTimeAsync(1_050);
    draft.typed('12');
    await vi.advanceTimersByTimeAsync(100);
    expect(draft.isSaved).toBe(false);
    await vi.advanceTimersByTimeAsync(2_000);
    expect([sent, draft.state]).toEqual([['1', '12'], 'saved']);
  });

  it('is tried again until it is saved', async () => {
    const { sent, states, draft } = begin([false, false, true]);
    draft.typed('1');
    await vi.advanceTimersByTimeAsync(1_200);
    expect([draft.state, draft.isSaved]).toEqual(['failed', false]);
    await vi.advanceTimersByTimeAsync(11_000);
    expect([sent.length, draft.state, states.filter((state) => state === 'failed').length]).toEqual([3, 'saved', 2]);
  });

  it('is saved at once before another inquiry is opened', async () => {
    const { sent, draft } = begin([]);
    draft.typed('1');
    const flushed = draft.flush();
    await vi.advanceTimersByTimeAsync(150);
    await flushed;
    expect([sent, draft.isSaved]).toEqual([['1'], true]);
  });

  it('is not saved again after it was sent as an answer', async () => {
    const { sent, draft } = begin([]);
    draft.typed('1');
    draft.forget();
    await vi.advanceTimersByTimeAsync(10_000);
    expect([sent, draft.isSaved]).toEqual([[], true]);
  });
});
