import { describe, expect, test } from 'vitest';
import { canonicalPath, isSamePath, lastName, liesBelow, maySendCredentials, readPlace, requestPath } from './place.ts';

const AT = { origin: 'https://dav.example.com', path: '/ann/work/' };

describe('an address in an answer', () => {
  test.each([
    ['/ann/work/a%40b.ics', 'https://dav.example.com', '/ann/work/a%40b.ics'],
    [' \n /ann/work/a.ics ', 'https://dav.example.com', '/ann/work/a.ics'],
    ['a.ics', 'https://dav.example.com', '/ann/work/a.ics'],
    ['https://DAV.example.com:443/x/%7e', 'https://dav.example.com', '/x/%7e'],
    ['https://other.example:8443/x', 'https://other.example:8443', '/x'],
    ['https://dav.example.com', 'https://dav.example.com', '/'],
    ['https://user@dav.example.com/x', 'https://dav.example.com', '/x'],
    ['/a:b/c', 'https://dav.example.com', '/a:b/c'],
    ['/a...b/..c/x', 'https://dav.example.com', '/a...b/..c/x'],
  ])('%j is read', (href, origin, path) => {
    expect(readPlace(href, AT)).toEqual({ is: 'place', place: { origin, path } });
  });

  test.each([
    ['', 'it is empty'],
    ['//evil.example/x', 'it names a host without a protocol'],
    ['/ann/../ben/', 'it climbs out of its folder'],
    ['../ben/', 'it climbs out of its folder'],
    ['/ann/%2E%2e/ben/', 'it climbs out of its folder'],
    ['/ann/..;x=1/ben/', 'it climbs out of its folder'],
    ['/ann/a#/../../ben/', 'it climbs out of its folder'],
    ['/ann\\..\\ben', 'it holds characters that no address has'],
    ['/ann\r\nHost: evil', 'it holds characters that no address has'],
    ['javascript://x', 'it is no address of the web'],
    ['https://', 'it names no host'],
    [`/${'x'.repeat(5000)}`, 'it is longer than 4096 characters'],
  ])('%j is refused', (href, why) => {
    expect(readPlace(href, AT)).toEqual({ is: 'refused', why });
  });
});

describe('two spellings', () => {
  test.each([
    ['/a%40b/', '/a@b'],
    ['/caf%c3%a9', '/café'],
    ['/%7Eann/', '/~ann'],
    ['/a b', '/a%20b'],
  ])('%j and %j are one path', (one, other) => expect(isSamePath(one, other)).toBe(true));

  test.each([
    ['/a%2Fb', '/a/b'],
    ['/A', '/a'],
    ['/a%25', '/a%'],
    ['/a+b', '/a b'],
  ])('%j and %j are two paths, or one of them is broken', (one, other) => {
    expect(isSamePath(one, other)).toBe(canonicalPath(one) === canonicalPath(other));
    expect(isSamePath(one, other)).toBe(one === '/a%25');
  });

  test('a folder holds what lies below it and not itself or its neighbours', () => {
    const below = (path: string): boolean => liesBelow({ ...AT, path }, { ...AT, path: '/a@b/work' });
    expect(['/a%40b/work/x', '/a@b/work/', '/a@b/work', '/a@b/work2/x'].map(below)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});

test('a request line carries every path without changing what is encoded already', () => {
  expect(requestPath('/a b/ü%c3%bc/%zz?x=#<>"')).toBe('/a%20b/%C3%BC%c3%bc/%zz?x=%23%3C%3E%22');
});

test('the last part of a path is given in plain text', () => {
  expect(['/x/two%20words/', '/x/%E9', '/', '/x/a%2Fb?q'].map(lastName)).toEqual(['two words', '%E9', '', 'a/b']);
});

describe('credentials', () => {
  const may = (from: string, to: string): boolean =>
    maySendCredentials({ origin: from, path: '/' }, { origin: to, path: '/' });

  test.each([
    ['https://dav.example.com', 'https://dav.example.com'],
    ['https://dav.example.com', 'https://p12.example.com'],
    ['https://dav.example.com', 'https://example.com'],
    ['https://example.com', 'https://dav.example.com'],
    ['https://dav.example.com', 'https://dav.example.com:8443'],
    ['https://dav.example.co.uk', 'https://p1.example.co.uk'],
    ['http://127.0.0.1:80', 'https://127.0.0.1'],
  ])('for %s may be shown to %s', (from, to) => expect(may(from, to)).toBe(true));

  test.each([
    ['https://dav.example.com', 'http://dav.example.com'],
    ['https://dav.example.com', 'https://example.com.evil.test'],
    ['https://dav.example.com', 'https://evil.com'],
    ['https://dav.example.com', 'https://notexample.com'],
    ['https://example.com', 'https://other.com'],
    ['https://shop.co.uk', 'https://evil.co.uk'],
    ['https://10.0.0.1', 'https://10.0.0.2'],
    ['https://localhost', 'https://evil.localhost.test'],
    ['http://127.0.0.1:8080', 'https://evil.test'],
  ])('for %s may not be shown to %s', (from, to) => expect(may(from, to)).toBe(false));
});
