// The public copy of a newsletter: what everybody got, with nothing of anybody.
import { describe, expect, it } from 'vitest';
import { PeopleWorld } from './people-world.ts';

async function published(state: 'draft' | 'sent') {
  const world = new PeopleWorld();
  const content = { issueId: 'issue', subject: 'May', preheader: '', html: '', text: 'News', links: [] };
  await world.blobs.put('broadcasts/issue.json', JSON.stringify(content), 'application/json');
  const broadcast = { id: 'issue', rev: 0, subject: 'May', markdown: 'News', state, createdAt: 1, createdBy: 'staff' };
  await world.broadcasts.save({ ...broadcast, contentKey: 'broadcasts/issue.json' });
  return world;
}

describe('the archive', () => {
  it('shows an issue untracked, with a name and links that belong to nobody', async () => {
    const world = await published('sent');
    const response = await world.get('/archive/issue');
    const html = await response.text();
    expect(response.status).toBe(200);
    expect(html).toContain('News for there');
    expect(html).toContain('href="archive"');
    expect(html).not.toMatch(/\{\{|<img/);
    expect(response.headers.get('content-security-policy')).not.toContain('script-src');
  });

  it('keeps drafts and unknown issues to itself', async () => {
    const world = await published('draft');
    expect((await world.get('/archive/issue')).status).toBe(404);
    expect((await world.get('/archive/other')).status).toBe(404);
  });
});
