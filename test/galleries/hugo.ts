/** A small site for Hugo: its image processing makes the thumbnails, `srcset` names them, and links go to the originals. */
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join, posix } from 'node:path';
import { copyAlbums } from './generators.ts';
import { mustRun } from './programs.ts';
import type { Generator } from './software.ts';

const CONFIG = `
baseURL = "/"
title = "Photographs"
disableKinds = ["taxonomy", "term", "RSS", "sitemap"]
`;

const PAGE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{{ .Title }}</title></head>
<body>
<h1>{{ .Title }}</h1>
<ul>{{ range .Sections }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>
{{ range .Resources.ByType "image" }}
{{ $small := .Resize "240x" }}{{ $medium := .Resize "800x" }}
<figure>
<a href="{{ .RelPermalink }}"><img src="{{ $small.RelPermalink }}"
 srcset="{{ $small.RelPermalink }} 240w, {{ $medium.RelPermalink }} 800w" sizes="240px" alt="{{ .Name }}"></a>
</figure>
{{ end }}
</body>
</html>
`;

export const HUGO: Generator = {
  name: 'Hugo',
  build: async ({ albums, site, home }) => {
    const source = join(home, 'hugo');
    const layouts = join(source, 'layouts', '_default');
    await mkdir(layouts, { recursive: true });
    await writeFile(join(source, 'config.toml'), CONFIG);
    await writeFile(join(layouts, 'list.html'), PAGE);
    const content = join(source, 'content');
    // It refuses a name that has a % which escapes nothing.
    const folders = await copyAlbums(albums, content, { plainNames: true });
    for (const folder of [content, ...folders])
      await writeFile(
        join(folder, '_index.md'),
        `---\ntitle: ${JSON.stringify(basename(folder))}\n---\n`,
      );
    await mustRun('hugo', ['--source', source, '--destination', site], { home });
  },
  renditions: (path, site) => {
    const { dir, name } = posix.parse(path);
    const made = posix.join(dir, `${name}_hu`);
    return [path, ...site.filter((file) => file.startsWith(made))];
  },
  publishesOriginals: true,
};
