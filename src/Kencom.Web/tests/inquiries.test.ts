import { describe, expect, it } from 'vitest';
import { characters } from '../src/forms/rules.ts';
import { aboutOf } from '../src/inquiries/about.ts';
import { deviceOf } from '../src/inquiries/device.ts';

describe('where a link comes from', () => {
  it('chooses the kind and says what happened', () =>
    expect(aboutOf('?about=code-lost')).toEqual({ kind: 'viewing-code', context: '健診閲覧コードの再発行をお願いします。' }));

  it.each(['', '?about=', '?about=nowhere', '?about=__proto__', '?about=constructor', '?context=text', '?about=%E3%81'])('says nothing for %j', (search) =>
    expect(aboutOf(search)).toBeUndefined());
});

describe('what a browser says of the device', () => {
  it.each([
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1', 'iPhone', 'iOS 18.5', 'Safari 18.5'],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 17_1_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/120.0.6099.50 Mobile/15E148 Safari/604.1', 'iPhone', 'iOS 17.1.2', 'Chrome 120'],
    ['Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.6 Mobile/15E148 Safari/604.1', 'iPad', 'iOS 16.6', 'Safari 16.6'],
    ['Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36', '', 'Android 10', 'Chrome 130'],
    ['Mozilla/5.0 (Linux; Android 14; SM-S911B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/26.0 Chrome/122.0.0.0 Mobile Safari/537.36', 'SM-S911B', 'Android 14', 'Samsung Internet 26'],
    ['Mozilla/5.0 (Linux; Android 13; Pixel 7 Build/TQ3A.230805.001; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/119.0.0.0 Mobile Safari/537.36', 'Pixel 7', 'Android 13', 'Chrome 119'],
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0', '', 'Windows', 'Edge 130'],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15', '', 'macOS', 'Safari 17.4'],
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0', '', 'Windows', 'Firefox 132'],
    ['something else', '', '', ''],
  ])('%s', (userAgent, phone, osVersion, browser) => expect(deviceOf(userAgent)).toEqual({ phone, osVersion, browser }));
});

it.each([['あいう', 3], ['👨‍👩‍👧', 1], ['🇯🇵が', 2], ['', 0], ['a\nb', 3]])('counts %j as %d characters, as people do', (text, count) => expect(characters(text)).toBe(count));
