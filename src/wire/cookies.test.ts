import { expect, test } from 'vitest';
import { CookieJar } from './cookies.ts';

test('cookies come back, the newest of a name only', () => {
  const jar = new CookieJar();
  expect(jar.header()).toBeNull();
  jar.take(['exchangecookie=1; path=/; HttpOnly', 'X-BackEndOverrideCookie=a~b; secure']);
  jar.take(['exchangecookie=2']);
  expect(jar.header()).toBe('X-BackEndOverrideCookie=a~b; exchangecookie=2');
});

test.each(['gone=; expires=Thu, 01 Jan 1970 00:00:00 GMT', 'gone=x; Max-Age=0', 'gone=x; max-age=-5'])(
  'a cookie that has ended is forgotten: %s',
  (ended) => {
    const jar = new CookieJar();
    jar.take(['gone=1', 'stays=1']);
    jar.take([ended]);
    expect(jar.header()).toBe('stays=1');
  },
);

test('a cookie that could begin another header, or is endless, is not kept', () => {
  const jar = new CookieJar();
  jar.take(['a=1\r\nX-Evil: 1', 'no equals sign', `long=${'x'.repeat(5000)}`, 'b=ok']);
  expect(jar.header()).toBe('b=ok');
});

test('a server cannot make the jar grow without end', () => {
  const jar = new CookieJar();
  jar.take(Array.from({ length: 1000 }, (_, index) => `c${index}=1`));
  expect(jar.header()?.split('; ')).toHaveLength(50);
});
