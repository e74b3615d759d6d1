import type { Element } from 'domhandler';
import type { PageLink } from './types.ts';

/** Which links lead to another page of the same gallery: by `rel`, words, arrows, class names and numbers. */

type Pagination = NonNullable<PageLink['pagination']>;

export interface LinkSigns {
  url: string;
  element: Element;
  /** What a person can read of the link: its text, label, title, alternative texts of pictures inside. */
  labels: readonly string[];
  /** Some element around it is a pagination bar. */
  inPagination: boolean;
  /** Other numeric links stand beside it. */
  amongNumbers: boolean;
}

const BAR =
  /pagin|pager|paging|page-?nav|page-?(?:numbers?|links?|list|bar|index)|nav-links|multi-?page|seiten-?(?:navi|zahl)/;

/** Too short a word to trust anywhere but on the link itself: whole themes sit in `<div id="page">`. */
const OWN_CLASS = /(?:^|[\s_-])pages?(?:$|[\s_-])/;

const NEXT =
  words(`next older weiter nächste nächstes nächster naechste vorwärts suivant suivante suiv
  siguiente seguinte próximo próxima proximo proxima successivo successiva avanti prossima prossimo
  volgende nästa neste næste seuraava następna następny dalej další следующая следующее следующий далее вперед
  вперёд наступна sonraki επόμενη következő următoarea tiếp berikutnya selanjutnya ถัดไป 次 次へ 次のページ
  次ページ 下一页 下一頁 下页 下頁 下一张 下一張 다음 التالي הבא`);

const PREV =
  words(`prev previous newer vorherige vorheriges vorige précédent précédente precedent precedente
  préc anterior précédents precedenti föregående forrige edellinen poprzednia poprzedni předchozí предыдущая
  предыдущее предыдущий попередня önceki προηγούμενη előző anterioară sebelumnya ก่อนหน้า 前 前へ 前のページ 前ページ
  上一页 上一頁 上页 上頁 上一张 上一張 이전 السابق הקודם`);

/** Labels of buttons that bring the rest of a gallery, where they are links; without what "photos" and the like add. */
const MORE =
  /^(?:(?:load|show|view|see) (?:\d+ )?more|more (?:photos|images|pictures)|mehr (?:laden|anzeigen|bilder|fotos)|weitere (?:laden|anzeigen|bilder|fotos)|(?:voir|afficher|charger) (?:plus|la suite)|plus de (?:photos|images)|(?:cargar|ver|mostrar) más|(?:carregar|ver|mostrar) mais|(?:carica|mostra) (?:altro|altri|di più)|meer (?:laden|weergeven|tonen)|(?:показать|загрузить) (?:ещ[её]|больше)|もっと(?:見る|読み込む)|さらに表示|加载更多|查看更多|載入更多|더 ?보기)(?: .{0,20})?$/;

/** Addresses that say which part of a list they are of. */
const COUNTING =
  /(?:[/?&;](?:page|paged|pg|p|seite|pagina|offset|start|skip|from|cursor|after|before|max_id)[=/_-]?)\w/i;

/** Also "to the album" or "to the top": they count in a pagination bar only. */
const PREV_IN_BAR = words('zurück zurueck retour back atrás indietro terug tillbaka назад');

const EDGE =
  words(`first last all erste letzte première dernière primera última prima ultima первая последняя
  最初 最後 首页 末页 尾页 처음 마지막`);

/** Words that add nothing to "next" and the like. */
const FILLER =
  words(`go to the of page pages photo photos image images picture pictures pic slide slides set posts
  entries results items zur zum der die das seite bild foto la le à page pagina página sida side strona stránka
  страница фото`);

/** Longer labels are sentences: a title that has "next" in it, not a button. */
const MAX_LABEL = 60;
const MAX_BUTTON = 30;

/** Whether an element says of itself that it holds the links between a gallery's pages. */
export function isPaginationElement(element: Element): boolean {
  const { class: className, id, role } = element.attribs;
  const label = element.attribs['aria-label'];
  if (className === undefined && id === undefined && label === undefined) return false;
  if (role === 'img' || element.name === 'body' || element.name === 'html') return false;
  return [className, id, label].some((text) => text !== undefined && BAR.test(text.toLowerCase()));
}

export function paginationOf(signs: LinkSigns): Pagination | undefined {
  const page = pageNumber(signs);
  const rel = directionOf(signs) ?? (page === undefined ? undefined : 'number');
  if (rel !== undefined) return page === undefined ? { rel } : { rel, page };
  return signs.inPagination && signs.labels.some(isOther) ? { rel: 'other' } : undefined;
}

/** The number that a label consists of: `2`, `[2]`, `Page 2`. */
export function numberIn(label: string): number | undefined {
  if (label.length > MAX_LABEL) return undefined;
  const match =
    /^[[(|]?\s*(?:(?:go to )?(?:page|seite|pagina|página|sida|side|strona|страница|第)\s*)?(\d{1,6})\s*页?[\])|]?$/i.exec(
      label,
    );
  return match === null ? undefined : Number(match[1]);
}

function pageNumber({ labels, element, inPagination, amongNumbers, url }: LinkSigns) {
  for (const label of labels) {
    const number = numberIn(label);
    if (number === undefined) continue;
    const known =
      inPagination ||
      OWN_CLASS.test((element.attribs.class ?? '').toLowerCase()) ||
      // Years beside each other lead to albums.
      (amongNumbers && number < 1000) ||
      numbersPage(url, number) ||
      !/^\W*\d+\W*$/.test(label);
    if (known) return number;
  }
  return undefined;
}

/** Whether a URL counts its pages and says `number`, from 1 or from 0. */
function numbersPage(url: string, number: number): boolean {
  const counter =
    /(?:^|[^a-z])(?:page|paged|pg|p|pageno|page_?num|seite|pagina|index)[=/_-]?0*(\d{1,6})(?!\d)/gi;
  for (const match of url.matchAll(counter)) {
    const counted = Number(match[1]);
    if (counted === number || counted === number - 1) return true;
  }
  return false;
}

function directionOf({
  element,
  labels,
  inPagination,
  url,
}: LinkSigns): 'next' | 'prev' | undefined {
  const { rel = '', class: className = '', id = '' } = element.attribs;
  const tokens = rel.toLowerCase().split(/\s+/);
  if (tokens.includes('next')) return 'next';
  if (tokens.includes('prev') || tokens.includes('previous')) return 'prev';
  // "Show more" under a teaser leads to what it teases: the address has to say that it counts.
  if ((inPagination || COUNTING.test(url)) && labels.some(saysMore)) return 'next';
  for (const label of labels) {
    const direction = directionIn(label, inPagination);
    if (direction !== undefined) return direction;
  }
  if (element.name === 'link' || labels.some((label) => label.length > MAX_BUTTON))
    return undefined;
  const names = `${className} ${id}`.replace(/([a-z])([A-Z])/g, '$1-$2').toLowerCase();
  if (/(?:^|[^a-z])(?:next|older|nextpostslink)(?:[^a-z]|$)/.test(names)) return 'next';
  if (/(?:^|[^a-z])(?:prev|previous|newer|previouspostslink)(?:[^a-z]|$)/.test(names))
    return 'prev';
  return undefined;
}

function directionIn(label: string, inPagination: boolean): 'next' | 'prev' | undefined {
  if (label === '' || label.length > MAX_LABEL) return undefined;
  const rest = label
    .normalize('NFC')
    .toLowerCase()
    .split(/[\s\d.…:,()[\]|«»‹›<>←→⇐⇒◀▶◄►≪≫⟨⟩&-]+/)
    .filter((word) => word !== '' && !FILLER.has(word));
  const [word] = rest;
  if (word === undefined) return arrowIn(label);
  if (rest.length > 1) return undefined;
  if (NEXT.has(word)) return 'next';
  if (PREV.has(word) || (inPagination && PREV_IN_BAR.has(word))) return 'prev';
  return undefined;
}

function saysMore(label: string): boolean {
  if (label.length > MAX_LABEL) return false;
  const plain = label
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\s….»›→+]+/g, ' ');
  return MORE.test(plain.trim());
}

/** Only for a label of nothing but arrows. */
function arrowIn(label: string): 'next' | 'prev' | undefined {
  if (/^[»›>→⇒▶►≫⟩\s]+$/.test(label)) return 'next';
  if (/^[«‹<←⇐◀◄≪⟨\s]+$/.test(label)) return 'prev';
  return undefined;
}

/** In a bar: "first", "last", "all", "…" or a letter of the alphabet. */
function isOther(label: string): boolean {
  const bare = label.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
  return label !== '' && (bare.length <= 1 || EDGE.has(bare));
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
