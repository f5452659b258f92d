const { gallery } = await import('./.build/gallery.mjs');
for (const e of gallery.emails)
  for (const c of e.checks)
    if (!c.passes || e.template === 'welcome')
      console.log(
        e.locale,
        e.template,
        c.passes ? 'ok' : 'FAIL',
        c.name,
        '|',
        c.found,
        '|',
        c.budget,
        '|',
        c.passes ? '' : c.details.slice(0, 3).join(' '),
      );
