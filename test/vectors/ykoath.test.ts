import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { appletCard } from '../../simulators/backends/applet-card.ts';
import { createManagementApplet, MANAGEMENT_AID } from '../../simulators/oath-card/management-applet.ts';
import { createOathCard, OATH_AID } from '../../simulators/oath-card/oath-card.ts';
import { oathCardProfile } from '../../simulators/oath-card/profile.ts';
import { fromHex, toHex } from '../../src/bytes/hex.ts';

interface Exchange {
  readonly step: string;
  readonly request: string;
  readonly response: string;
}

const { exchanges } = JSON.parse(
  readFileSync(new URL('../../fixtures/vectors/ykoath-ykman-4.0.9.json', import.meta.url), 'utf8'),
) as { exchanges: Exchange[] };

const deviceId = fromHex('12137834070e07a8');
const card = appletCard([
  { aid: OATH_AID, device: createOathCard({ env: { random: { bytes: () => deviceId.slice() } } }) },
  { aid: MANAGEMENT_AID, device: createManagementApplet(oathCardProfile) },
]);

describe('what ykman 4.0.9 sends', () => {
  it('is all there', () => {
    expect(exchanges).toHaveLength(13);
  });

  // what is selected and what is on the card goes on from one exchange to the next
  it.each(exchanges)('$step', ({ request, response }) => {
    const answer = toHex(card.begin(fromHex(request), 0)!);
    const isManagement = request.startsWith('00a4040008') || request.startsWith('001d');
    // the applet that was recorded had another name and more applications
    if (isManagement) expect(answer).toMatch(/9000$/);
    else expect(answer).toBe(response);
  });
});
