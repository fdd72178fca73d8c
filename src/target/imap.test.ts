import { describe, expect, test } from 'vitest';
import type { Fault } from '../../sim/imap/fault.ts';
import { fakeClock } from '../../test/fake-clock.ts';
import { openRig, waitingFor } from '../../test/imap/target-rig.ts';
import { Secret } from '../base/secret.ts';

describe('a target that cannot be opened', () => {
  test('says that the password was refused, and never which', async () => {
    const rig = await openRig();
    const credentials = { user: 'ann', secret: new Secret('wrong-password'), mechanism: 'auto' } as const;
    const opening = rig.open({ credentials });
    await expect(opening).rejects.toMatchObject({ code: 'target.sign-in-refused', facts: { user: 'ann' } });
    await expect(opening).rejects.not.toThrow(/wrong-password/);
  });

  test('says that nothing answered', async () => {
    const rig = await openRig();
    const port = rig.server.port;
    await rig.server.stop();
    const opening = rig.open({ server: { host: '127.0.0.1', port, tls: 'none', ca: null } });
    await expect(opening).rejects.toMatchObject({ code: 'connection.refused', facts: { side: 'target' } });
  });

  test('says that the server is silent, in bounded time', async () => {
    const rig = await openRig({ faults: [{ on: /^CONNECT/, nth: 'each', does: { is: 'silence', when: 'before' } }] });
    await expect(rig.open({ clock: fakeClock() })).rejects.toMatchObject({ code: 'connection.silent' });
  });

  test('says what the server said when it turned us away', async () => {
    const does: Fault['does'] = { is: 'answer', text: 'BYE too many connections', when: 'before' };
    const rig = await openRig({ faults: [{ on: /^CONNECT/, nth: 'each', does }] });
    let turnedAway = 0;
    const onTurnedAway = (): void => {
      turnedAway += 1;
    };
    await expect(rig.open({ onTurnedAway })).rejects.toMatchObject({
      code: 'connection.lost',
      facts: { reason: expect.stringContaining('too many connections') },
    });
    expect(turnedAway).toBe(1);
    rig.server.setFaults([]);
    const credentials = { user: 'ann', secret: new Secret('wrong-password'), mechanism: 'auto' } as const;
    await expect(rig.open({ onTurnedAway, credentials })).rejects.toMatchObject({ code: 'target.sign-in-refused' });
    expect(turnedAway).toBe(1);
  });

  test('for now is waited for as long as the server asks, and no longer than half an hour', async () => {
    const does: Fault['does'] = {
      is: 'answer',
      text: 'NO [UNAVAILABLE] Suggested Backoff Time: 61000 milliseconds',
      when: 'before',
    };
    const twice = [1, 2].map((nth): Fault => ({ on: /^AUTHENTICATE/, nth, does }));
    const rig = await openRig({ faults: twice });
    const waited: number[] = [];
    const target = await rig.open({ clock: waitingFor([61_000], waited) });
    expect(target.name).toContain('ann@');
    expect(waited).toEqual([61_000, 61_000]);

    rig.server.setFaults([{ on: /^AUTHENTICATE/, nth: 'each', does }]);
    waited.length = 0;
    await expect(rig.open({ clock: waitingFor([61_000], waited) })).rejects.toMatchObject({ code: 'target.busy' });
    expect(waited).toHaveLength(30);
  });
});
