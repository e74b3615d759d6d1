"""The same job with Scrapy: pages by their links, pictures by its FilesPipeline. Argument: start, a URL."""

import scrapy


class GallerySpider(scrapy.Spider):
    name = "gallery"
    custom_settings = {"ITEM_PIPELINES": {"scrapy.pipelines.files.FilesPipeline": 1}}

    def __init__(self, start, **kwargs):
        super().__init__(**kwargs)
        self.start_urls = [start]

    def parse(self, response):
        yield from response.follow_all(css="a.gallery", callback=self.parse_gallery)

    def parse_gallery(self, response):
        sources = response.css("img::attr(src)").getall()
        yield {"file_urls": [response.urljoin(source) for source in sources]}
