/** The guide of Rackspace, statement by statement, from the first question to the licences: over the interface alone, against real servers. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { STORY } from '../guide/story.ts';
import { type GuideWorld, openGuide } from '../guide/world.ts';
import { describeWithDav } from '../servers/with-dav.ts';
import { describeWithDovecot } from '../servers/with-dovecot.ts';
import { describeWithKnot } from '../servers/with-knot.ts';

describeWithKnot('the guide', {}, () => {
  describeWithDav('radicale', 'with calendars', (dav) => {
    describeWithDovecot('and mail', { ownPasswords: true }, (dovecot) => {
      let world: GuideWorld;
      /** The first step that did not hold: those after it build on it. */
      let broken: string | null = null;
      beforeAll(async () => {
        world = await openGuide({ dovecot: dovecot(), dav: dav() }, 'lock-out');
      });
      afterAll(() => world?.[Symbol.asyncDispose]());

      // One story: each step goes on where the one before ended.
      for (const { of, says, play } of STORY) {
        test(`${of} ${says}`, async () => {
          expect(broken, 'an earlier step did not hold').toBeNull();
          broken = of;
          await play(world);
          broken = null;
        });
      }
    });
  });
});
