/** Pages in the shape that well-known gallery software writes, with the names of its files and classes. */

/** lazygal: an album's index, thumbnails that link to viewer pages. */
export const lazygalIndex = `<!DOCTYPE html>
<html><head><title>Summer &amp; sea</title><link rel="stylesheet" href="../shared/style.css">
<link rel="next" href="index_1.html" title="page 1"></head>
<body><h1>Summer</h1>
<div id="dirs"><ul><li class="thumb"><a href="beach/index.html"><img class="album_picture"
 src="beach/album-picture.png" alt="beach"></a></li></ul></div>
<div class="onum"><ul class="page_index"><li class="current">0</li>
<li><a href="index_1.html">1</a></li><li><a href="index_2.html">2</a></li></ul></div>
<ul class="images">
<li class="media media_image"><a href="DSC_0001_medium.html"><img src="DSC_0001_thumb.jpg" alt="DSC_0001.jpg" width="150" height="113"></a></li>
<li class="media media_image"><a href="DSC_0002_medium.html"><img src="DSC_0002_thumb.jpg" alt="DSC_0002.jpg" width="150" height="113"></a></li>
</ul><p class="footer"><a href="../index.html">up</a></p></body></html>`;

/** lazygal: a viewer page with the original linked, and neighbours on both sides. */
export const lazygalViewer = `<!DOCTYPE html>
<html><head><title>DSC_0002.jpg</title></head><body>
<div id="image_img"><a href="DSC_0002.jpg" title="View original"><img
 src="DSC_0002_medium.jpg" alt="DSC_0002.jpg" width="800" height="600"></a></div>
<div class="prevnext"><a class="prev" href="DSC_0001_medium.html"><img src="DSC_0001_thumb.jpg" alt="DSC_0001.jpg"></a>
<a class="next" href="DSC_0003_medium.html"><img src="DSC_0003_thumb.jpg" alt="DSC_0003.jpg"></a></div>
<p><a href="DSC_0002.jpg">Original picture</a> <a href="index.html">Back to album</a></p></body></html>`;

/** llgal: the index with hidden thumbnails, one of them of a film. */
export const llgalIndex = `<html><head><title>Index of pictures</title></head><body>
<table><tr><td><a href="slide_1.html"><img src=".llgal/thumb_IMG_1.jpg" alt="IMG_1.jpg"></a></td>
<td><a href="slide_2.html"><img src=".llgal/thumb_IMG_2.jpg" alt="IMG_2.jpg"></a></td>
<td><a href="film.avi"><img src=".llgal/thumb_film.avi.jpg" alt="film.avi"></a></td></tr></table></body></html>`;

/** llgal: a slide that shows a scaled copy. */
export const llgalSlide = `<html><head><title>IMG_1.jpg</title></head><body>
<div class="links"><a href="slide_2.html">Next &gt;&gt;</a> <a href="index.html">Index</a></div>
<a href="IMG_1.jpg"><img src=".llgal/scaled_IMG_1.jpg" alt="IMG_1.jpg"></a>
<a href="slide_2.html"><img src=".llgal/thumb_IMG_2.jpg" alt="IMG_2.jpg"></a></body></html>`;

/** llgal: a slide that shows the file itself, and leads on by a click. */
export const llgalPlainSlide = `<html><body><a href="index.html">Index</a> <a href="slide_2.html">Next &gt;&gt;</a><br>
<a href="slide_2.html"><img src="IMG_1.jpg" alt="IMG_1.jpg"></a></body></html>`;

/** WordPress: a block gallery with lightbox links, one lazy picture, one that links to its attachment page. */
export const wordpress = `<!DOCTYPE html><html lang="de"><head><title>Wien 2020 &#8211; Blog</title>
<link rel="canonical" href="http://site.test/2020/05/wien/"></head><body class="post single paged"><div id="page">
<header><a href="http://site.test/" class="custom-logo-link" rel="home"><img src="/wp-content/uploads/2019/01/logo.png" class="custom-logo" alt="Blog"></a></header>
<figure class="wp-block-gallery">
<figure><a href="/wp-content/uploads/2020/05/prater.jpg"><img loading="lazy" src="/wp-content/uploads/2020/05/prater-300x200.jpg"
 srcset="/wp-content/uploads/2020/05/prater-300x200.jpg 300w, /wp-content/uploads/2020/05/prater-1024x683.jpg 1024w,
 /wp-content/uploads/2020/05/prater.jpg 3000w" sizes="(max-width: 300px) 100vw, 300px" alt="Prater"></a></figure>
<figure><a href="http://site.test/2020/05/wien/dom/"><img src="/wp-content/uploads/2020/05/dom-150x150.jpg"
 srcset="/wp-content/uploads/2020/05/dom-150x150.jpg 150w, /wp-content/uploads/2020/05/dom-1024x683.jpg 1024w" alt="Dom"></a></figure>
<figure><img src="data:image/svg+xml,%3Csvg%20xmlns='http://www.w3.org/2000/svg'%3E%3C/svg%3E" class="lazyload"
 data-src="/wp-content/uploads/2020/05/ring-768x512.jpg" data-srcset="/wp-content/uploads/2020/05/ring-768x512.jpg 768w,
 /wp-content/uploads/2020/05/ring-scaled.jpg 2560w" alt="Ring"><noscript><img src="/wp-content/uploads/2020/05/ring-768x512.jpg"
 srcset="/wp-content/uploads/2020/05/ring-768x512.jpg 768w, /wp-content/uploads/2020/05/ring-scaled.jpg 2560w" alt="Ring"></noscript></figure>
</figure>
<nav class="navigation pagination"><div class="nav-links"><span class="page-numbers current">1</span>
<a class="page-numbers" href="/2020/05/wien/2/">2</a><a class="next page-numbers" href="/2020/05/wien/2/">Weiter</a></div></nav>
<div class="share"><a href="https://share.test/pin?media=http%3A%2F%2Fsite.test%2Fprater.jpg">Pin</a></div>
</div></body></html>`;

/** nginx autoindex. */
export const nginxListing = `<html>
<head><title>Index of /pics/</title></head>
<body>
<h1>Index of /pics/</h1><hr><pre><a href="../">../</a>
<a href="2004/">2004/</a>                                              01-May-2004 10:00                   -
<a href="a%20b.jpg">a b.jpg</a>                                            01-May-2004 10:00              123456
<a href="IMG_1.JPG">IMG_1.JPG</a>                                          01-May-2004 10:00              123456
<a href="IMG_1_thumb.JPG">IMG_1_thumb.JPG</a>                                    01-May-2004 10:00                4096
<a href="gr%C3%B6%C3%9Fe.png">größe.png</a>                                          01-May-2004 10:00              123456
<a href="notes.txt">notes.txt</a>                                          01-May-2004 10:00                  12
</pre><hr></body>
</html>`;

/** Apache mod_autoindex with FancyIndexing and icons. */
export const apacheListing = `<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 3.2 Final//EN">
<html><head><title>Index of /pics</title></head><body><h1>Index of /pics</h1>
<table><tr><th><img src="/icons/blank.gif" alt="[ICO]"></th><th><a href="?C=N;O=D">Name</a></th><th><a href="?C=M;O=A">Last modified</a></th></tr>
<tr><td><img src="/icons/back.gif" alt="[PARENTDIR]"></td><td><a href="/">Parent Directory</a></td></tr>
<tr><td><img src="/icons/image2.gif" alt="[IMG]"></td><td><a href="one.jpg">one.jpg</a></td></tr>
<tr><td><img src="/icons/image2.gif" alt="[IMG]"></td><td><a href="two.jpg">two.jpg</a></td></tr>
</table></body></html>`;

/** Coppermine: an album's thumbnails in a table of pages. */
export const coppermineAlbum = `<html><head><title>Gallery - Rome</title></head><body>
<table><tr><td><a href="displayimage.php?album=3&amp;pid=41#top_display_media"><img src="albums/rome/thumb_forum.jpg" class="image thumbnail" alt="forum.jpg"></a></td>
<td><a href="displayimage.php?album=3&amp;pid=42#top_display_media"><img src="albums/rome/thumb_tiber.jpg" class="image thumbnail" alt="tiber.jpg"></a></td></tr></table>
<table><tr><td class="tableh1"><b>1</b></td><td class="navmenu"><a href="thumbnails.php?album=3&amp;page=2">2</a></td>
<td class="navmenu"><a href="thumbnails.php?album=3&amp;page=2"><img src="images/right.gif" alt="Next"></a></td></tr></table></body></html>`;

/** Piwigo: a picture's page, shown at a medium size, its neighbours as square thumbnails. */
export const piwigoPicture = `<html><head><title>Lake</title><link rel="prev" href="picture.php?/11/category/1">
<link rel="next" href="picture.php?/13/category/1"></head><body>
<a class="navThumb" id="linkPrev" href="picture.php?/11/category/1" title="Previous : Hill" rel="prev"><img src="_data/i/upload/2020/01/01/20200101-hill-sq.jpg" alt="Hill"></a>
<a class="navThumb" id="linkNext" href="picture.php?/13/category/1" title="Next : Moor" rel="next"><img src="_data/i/upload/2020/01/01/20200101-moor-sq.jpg" alt="Moor"></a>
<div id="theImage"><img src="_data/i/upload/2020/01/01/20200101-lake-me.jpg" width="792" height="594" alt="Lake" id="theMainImage"></div>
<a href="./upload/2020/01/01/20200101-lake.jpg" rel="nofollow">Download</a></body></html>`;
