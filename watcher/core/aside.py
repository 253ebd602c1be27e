"""What a page says beside its article: links to other stories. Their words are no context and no news.

Set apart are a line that begins as such links do ("Read more: ..."), the rest of a line from where they begin after
a full stop, and, under a bare heading ("Most read"), all lines up to the next that reads like prose.
"""

import re
from collections.abc import Iterator

_OPENINGS = (
    # en
    r"related(?: (?:articles?|stor(?:y|ies)|news|content|coverage|links?|topics?|reading|posts?))?",
    r"(?:read|see|hear|watch|learn) (?:more|also|next|this)(?: (?:about|on|from|news|stories)\b[^\n:]{0,40})?",
    r"also (?:read|see|on)|more (?:on this|stories|news|coverage|headlines|from|in|about)\b[^\n:]{0,40}",
    r"you (?:may|might) (?:also )?(?:like|be interested in)|recommended(?: for you)?|further reading|don[’']t miss",
    r"most (?:read|popular|viewed)|popular (?:now|stories)|trending(?: now)?|top stories",
    r"latest (?:news|stories|headlines)",
    r"editor[’']?s[’']? picks?|what to read next|up next|from our partners|elsewhere on this site",
    # fr, de, nl
    r"(?:à )?lire (?:aussi|également|plus)|à lire|voir aussi|sur le même (?:sujet|thème)|articles liés|les plus lus",
    r"lesen sie (?:auch|mehr)|lesen sie hier|mehr zum thema|auch interessant|siehe auch|weiterlesen|meistgelesen",
    r"das könnte sie auch interessieren|mehr dazu|zum thema|lees (?:ook|meer)|bekijk ook|meest gelezen|gerelateerd",
    # es, pt, it, ro, ca
    r"le[ae] también|le[ae] más|leer más|(?:te|le) puede interesar|ver también",
    r"(?:noticias )?relacionad[oa]s|(?:lo )?más leíd[oa]s?",
    r"leia (?:também|mais)|veja (?:também|mais)|saiba mais|(?:as )?mais lidas|leggi anche",
    r"potrebbe interessarti|vedi anche",
    r"articoli correlati|i più letti|citește și|citiți și|vezi și|llegiu també",
    # the North, the Baltic and the middle of Europe
    r"läs (?:också|även|mer)|mest läst|les også|læs også|mest les[te]|mest læste|lue (?:myös|lisää)|luetuimmat",
    r"(?:prze)?czytaj (?:także|też|również|więcej)|zobacz (?:też|także|również)|polecane|najczęściej czytane",
    r"čtěte (?:také|též|více)|přečtěte si (?:také)?|související(?: články)?|nejčtenější|čítajte aj|prečítajte si",
    r"olvassa el|kapcsolódó(?: cikkek?)?|ez is érdekelheti|legolvasottabb",
    r"pročitajte (?:još|i)|povezane vijesti|najčitanije",
    # el, tr, Cyrillic
    r"διαβάστε (?:επίσης|ακόμη|ακόμα|περισσότερα)|δείτε (?:επίσης|ακόμη)|σχετικά(?: άρθρα)?",
    r"ilgili haberler?|ayrıca okuyun|bunlar da ilginizi çekebilir|en çok okunanlar?|(?:bunu )?da okuyun",
    r"читайте (?:также|ещ[её]|по теме|також|далее)|по теме|смотрите также|самое читаемое|материалы по теме|за темою",
    r"прочетете (?:още|също)|вижте (?:още|също)|още по темата|свързани(?: новини)?|најчитаније",
    r"прочитајте (?:још|и)|повезано",
    # ar, fa, he, hi, th, vi, id
    r"اقر(?:أ|ئي|ؤوا) (?:أيض[اً]+|ايضا|المزيد)|مواضيع ذات صلة|أخبار ذات صلة|شاهد أيضا[ً]?|الأكثر قراءة",
    r"بیشتر بخوانید|مطالب مرتبط|همچنین بخوانید|پربازدیدترین|קראו (?:גם|עוד)|כתבות נוספות|עוד בנושא|הנקראות ביותר",
    r"(?:यह|ये) भी पढ़ें|और पढ़ें|संबंधित(?: खबरें)?|อ่านเพิ่มเติม|อ่านต่อ|ข่าวที่เกี่ยวข้อง|xem thêm",
    r"đọc thêm|tin liên quan|đọc nhiều",
    r"baca (?:juga|selengkapnya)|lihat juga|(?:berita )?terkait|terpopuler",
    # ko, ja, zh
    r"관련\s?(?:기사|뉴스|글)|많이 본 (?:뉴스|기사)|함께 (?:보면 좋은|읽으면 좋은) ?(?:기사|뉴스)",
    r"추천\s?(?:기사|뉴스)|인기\s?(?:기사|뉴스)|더 ?보기",
    r"関連(?:記事|ニュース|リンク)|あわせて読みたい|合わせて読みたい|おすすめ(?:記事)?|人気記事",
    r"アクセスランキング|こちらも(?:読む|おすすめ)",
    r"相关(?:阅读|新闻|报道|链接|文章)|延伸阅读|推荐阅读|热门(?:新闻|文章)|更多新闻",
    r"相關(?:閱讀|新聞|報導)|延伸閱讀|推薦閱讀|熱門新聞|看更多",
)
_OPENING = rf"(?:{'|'.join(_OPENINGS)})"
_MARKED = re.compile(
    rf"(?:^|(?<=[.!?…。！？»”\"])[ \t]*)[ \t>»•*▶►■\[(【-]*{_OPENING}[ \t]*[:：|–—>»→\])】][^\n]*", re.I | re.M
)
_HEADING = re.compile(rf"^[ \t>»•*▶►■#\[(【-]*{_OPENING}[ \t\])】]*[:：…»>→]*[ \t]*$", re.I | re.M)
_PROSE = re.compile(r"[^\n]*[.!?。！？…][\"'”’»」』)\]]*[ \t]*$", re.M)
_LEAST_PROSE = 60  # characters of a line that ends as a sentence does; shorter ones are headlines
_ELSEWHERE = re.compile(r"(?:^|(?<=[.!?…][ \t]))(?:in other news|elsewhere in the news)\b[^\n]*", re.I | re.M)


def asides(text: str) -> Iterator[tuple[int, int]]:
    """Where the links stand, as (start, end), end exclusive; the same place may come twice."""
    for marked in _MARKED.finditer(text):
        yield marked.span()
    for other in _ELSEWHERE.finditer(text):
        yield other.span()
    for heading in _HEADING.finditer(text):
        yield heading.start(), _end_of_list(text, heading.end())


def _end_of_list(text: str, start: int) -> int:
    """Where prose goes on below a heading; the end of the text where it does not."""
    for line in _PROSE.finditer(text, start + 1):
        if line.end() - line.start() >= _LEAST_PROSE:
            return line.start()
    return len(text)
