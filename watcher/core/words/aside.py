"""Finds links to other stories in the text of an article: their words are neither context nor news.

Set apart are a line that begins as such links do ("Read more: ..."), the rest of a line from where they begin after
a full stop, and, under a bare heading ("Most read"), all lines up to the next that reads like prose; and, whatever
words stand over it, a row of headlines that ends the text ("Our picks: Snow in May | A rocket | Pumpkin soup"), or
a single one ("The choir sang. Not to be missed: A rocket in May").

The openings are terms like any other: the one pass that finds the words of the rules finds them too.
"""

import re
from collections.abc import Iterable, Iterator

OPENINGS = (
    # en; a lone * is the topic: "More from North Korea:"
    *("related", "related article*", "related stor*", "related news", "related content", "related coverage"),
    *("related link*", "related topic*", "related reading", "related post*", "read more", "read also", "read next"),
    *("read this", "see more", "see also", "hear more", "hear also", "watch more", "watch also", "watch next"),
    *("learn more", "also read", "also see", "also on", "more on this", "more stories", "more news", "more coverage"),
    *("more headlines", "more from", "more in", "more about", "you may like", "you may also like", "you might like"),
    *("you might also like", "you may be interested in", "you might be interested in", "recommended"),
    *("recommended for you", "further reading", "don't miss", "most read", "most popular", "most viewed"),
    *("popular now", "popular stories", "trending", "trending now", "top stories", "latest news", "latest stories"),
    *("latest headlines", "editors' pick*", "editor's pick*", "what to read next", "up next", "from our partners"),
    *("elsewhere on this site", "in case you missed it", "other stories", "other news", "more reading", "sponsored"),
    *("next up", "tags", "tagged", "filed under", "keywords", "hot topics", "more like this", "also in this section"),
    *(
        "you may have missed",
        "on our site",
        "today's top stories",
        "best of the web",
        "popular this week",
        "most shared",
    ),
    *("keep reading", "continue reading", "from the archive*", "also in the news", "readers also liked"),
    # fr, de, nl
    *("lire aussi", "lire également", "lire plus", "à lire aussi", "à lire également", "à lire", "voir aussi"),
    *("sur le même sujet", "sur le même thème", "articles liés", "les plus lus", "à voir aussi", "en savoir plus"),
    *("lesen sie auch", "lesen sie mehr", "lesen sie hier", "mehr zum thema", "auch interessant", "siehe auch"),
    *("weiterlesen", "meistgelesen", "das könnte sie auch interessieren", "mehr dazu", "zum thema", "lesetipp"),
    *("das könnte dich auch interessieren", "weitere artikel", "weitere meldungen", "mehr lesen", "lesen sie dazu"),
    *("mots-clés", "étiquettes", "schlagwörter", "stichwörter", "schlagworte", "trefwoorden", "die meistgelesenen"),
    *("vous aimerez aussi", "à ne pas manquer", "à découvrir aussi", "ook interessant", "misschien ook interessant"),
    *("lees ook", "lees meer", "lees verder", "bekijk ook", "meest gelezen", "gerelateerd", "meer over"),
    # es, pt, it, ro, ca
    *("lea también", "lee también", "lea más", "lee más", "leer más", "te puede interesar", "le puede interesar"),
    *("ver también", "relacionad*", "noticias relacionad*", "más leíd*", "lo más leíd*", "más noticias"),
    *("etiquetas", "etiquetado en", "palavras-chave", "palabras clave", "parole chiave", "etichete", "cuvinte cheie"),
    *("leia também", "leia mais", "veja também", "veja mais", "saiba mais", "mais lidas", "as mais lidas"),
    *("también te puede interesar", "también le puede interesar", "te puede interesar también", "quizá te interese"),
    *("puede interesarte", "también puede interesarte", "sigue leyendo", "también te podría interesar"),
    *("você também pode gostar", "você pode gostar", "também lhe pode interessar", "talvez lhe interesse"),
    *("leggi anche", "potrebbe interessarti", "vedi anche", "articoli correlati", "i più letti", "per approfondire"),
    *("ti potrebbe interessare", "ti potrebbe interessare anche", "potrebbe interessarti anche", "leggi tutto"),
    *("potrebbero interessarti", "ti potrebbero interessare", "s-ar putea să vă intereseze", "també et pot interessar"),
    *("citește și", "citiți și", "vezi și", "llegiu també", "te-ar putea interesa", "llegeix també", "le tamén"),
    # the North, the Baltic and the middle of Europe
    *("läs också", "läs även", "läs mer", "mest läst", "les også", "les mer", "læs også", "læs mere", "mest les*"),
    *("tagi", "štítky", "címkék", "oznake", "etikettid", "avainsanat", "nyckelord", "emneord", "klíčová slova"),
    *("mest læs*", "lesið einnig", "lue myös", "lue lisää", "luetuimmat", "loe ka", "loe lisaks", "lasi arī"),
    *("skaitykite taip pat", "taip pat skaitykite", "czytaj także", "czytaj też", "czytaj również", "czytaj więcej"),
    *("przeczytaj także", "przeczytaj też", "przeczytaj również", "przeczytaj więcej", "zobacz też", "zobacz także"),
    *("zobacz również", "polecane", "najczęściej czytane", "čtěte také", "čtěte též", "čtěte více", "čtěte dále"),
    *("přečtěte si", "přečtěte si také", "související", "související články", "nejčtenější", "čítajte aj"),
    *("prečítajte si", "prečítajte si aj", "olvassa el", "kapcsolódó", "kapcsolódó cikk*", "ez is érdekelheti"),
    *("legolvasottabb*", "pročitajte još", "pročitajte i", "pročitajte više", "povezane vijesti", "povezane vesti"),
    *("może cię zainteresować", "to może cię zainteresować", "mohlo by vás zajímat", "mohlo by ťa zaujímať"),
    *("du kanske också gillar", "saattaisit pitää myös", "önt ez is érdekelheti", "možda će vas zanimati"),
    *("najčitanije", "preberite tudi", "beri tudi", "lexo edhe", "lexoni edhe"),
    # el, tr, Cyrillic, the Caucasus
    *("διαβάστε επίσης", "διαβάστε ακόμη", "διαβάστε ακόμα", "διαβάστε περισσότερα", "δείτε επίσης", "δείτε ακόμη"),
    *("διαβάστε και", "σχετικά", "σχετικά άρθρα", "ilgili haber*", "ayrıca okuyun", "bunlar da ilginizi çekebilir"),
    *("en çok okunan*", "da okuyun", "bunu da okuyun", "ayrıca bakınız", "daha fazla", "həmçinin oxuyun"),
    *("читайте также", "читайте еще", "читайте по теме", "читайте також", "читайте далее", "по теме", "читать далее"),
    *("теги", "метки", "ключевые слова", "ключові слова", "мітки", "тагове", "етикети", "ознаке", "etiketler"),
    *("смотрите также", "самое читаемое", "материалы по теме", "за темою", "дивіться також", "чытайце таксама"),
    *("вам может быть интересно", "вас может заинтересовать", "еще по теме", "также по теме", "вам може бути цікаво"),
    *("може да ви е интересно", "možda vas zanima", "ίσως σας ενδιαφέρει", "ilginizi çekebilir", "bunları da okuyun"),
    *("прочетете още", "прочетете също", "вижте още", "вижте също", "още по темата", "свързани", "свързани новини"),
    *("најчитаније", "прочитајте још", "прочитајте и", "повезано", "прочитајте повеќе", "оқи отырыңыз"),
    *("აგრეთვე წაიკითხეთ", "წაიკითხეთ ასევე", "წაიკითხეთ აგრეთვე", "წაიკითხეთ მეტი", "ასევე წაიკითხეთ", "მსგავსი"),
    *("դիտեք նաև", "կարդացեք նաև"),
    # ar, fa, ur, he, India, th, vi, id
    *("اقرأ أيضا", "اقرأ المزيد", "اقرئي أيضا", "اقرؤوا أيضا", "مواضيع ذات صلة", "أخبار ذات صلة", "شاهد أيضا"),
    *("الأكثر قراءة", "طالع أيضا", "بیشتر بخوانید", "مطالب مرتبط", "همچنین بخوانید", "پربازدیدترین", "مزید پڑھیں"),
    *("مزید خبریں", "یہ بھی پڑھیں", "متعلقہ خبریں", "קראו גם", "קראו עוד", "כתבות נוספות", "עוד בנושא"),
    *("הנקראות ביותר", "אולי יעניין אותך", "आगे पढ़ें", "इसे भी पढ़ें", "यह भी पढ़ें", "ये भी पढ़ें", "और पढ़ें", "संबंधित"),
    *("संबंधित खबर*", "আরও পড়ুন", "আরও খবর", "আরো পড়ুন", "আরো খবর", "সম্পর্কিত", "সম্পর্কিত খবর"),
    *("மேலும் படிக்க", "இதையும் படிங்க", "ఇది కూడా చదవండి", "ഇതും വായിക്കുക", "อ่านเพิ่มเติม", "อ่านต่อ", "อ่านข่าวอื่น"),
    *("ข่าวที่เกี่ยวข้อง", "xem thêm", "đọc thêm", "tin liên quan", "đọc nhiều", "baca juga", "baca selengkapnya"),
    *("lihat juga", "terkait", "berita terkait", "terpopuler", "basahin din", "soma zaidi"),
    *("có thể bạn quan tâm", "anda mungkin suka", "artikel terkait", "قد يعجبك أيضا", "قد يهمك أيضا", "شاید بپسندید"),
    # ko, ja, zh
    *("관련기사", "관련뉴스", "관련글", "관련 기사", "관련 뉴스", "관련 글", "많이 본 뉴스", "많이 본 기사"),
    *("함께 보면 좋은 기사", "함께 보면 좋은 뉴스", "함께 읽으면 좋은 기사", "함께 읽으면 좋은 뉴스", "추천기사"),
    *(
        "태그",
        "키워드",
        "가장 많이 본 뉴스",
        "가장 많이 본 기사",
        "인기 검색어",
        "실시간 인기",
        "주요 뉴스",
        "오늘의 주요뉴스",
    ),
    *("추천 기사", "추천뉴스", "추천 뉴스", "인기기사", "인기 기사", "인기뉴스", "인기 뉴스", "더보기", "더 보기"),
    *("関連記事", "関連ニュース", "関連リンク", "あわせて読みたい", "合わせて読みたい", "おすすめ", "おすすめ記事"),
    *(
        "タグ",
        "キーワード",
        "ハッシュタグ",
        "よく読まれている記事",
        "人気ランキング",
        "最多人看",
        "最多人閱讀",
        "點閱排行",
        "熱門排行",
    ),
    *(
        "标签",
        "標籤",
        "关键词",
        "關鍵字",
        "热门排行",
        "点击排行",
        "阅读排行",
        "大家都在看",
        "人氣新聞",
        "人气新闻",
        "今日熱門",
    ),
    *("人気記事", "アクセスランキング", "こちらも読む", "こちらもおすすめ", "关联阅读", "相关阅读", "相关新闻"),
    *("相关报道", "相关链接", "相关文章", "延伸阅读", "推荐阅读", "热门新闻", "热门文章", "更多新闻", "猜你喜欢"),
    *("관련", "関連", "関連動画", "あわせて読む", "相关", "相關"),
    *("이런 기사도", "이 시각 많이 본 뉴스", "함께 보세요", "이 기사도", "この記事も読まれています", "こちらもどうぞ"),
    *("あなたにおすすめ", "你可能还喜欢", "你可能感兴趣", "更多阅读", "您可能還喜歡", "更多閱讀"),
    *("相關閱讀", "相關新聞", "相關報導", "延伸閱讀", "推薦閱讀", "熱門新聞", "看更多", "你可能感興趣"),
)
TURNS = ("in other news", "elsewhere in the news")  # what follows them is another story, colon or not

_BULLETS = " \t>»•*▶►▷■□◆◇◎●○▪※★☆→☞·#[(【-"
_STOPS = '.!?…。！？»”"۔؟।'
_MOST_BULLETS = 40  # characters before an opening
_LEADS_ON = re.compile(r"[ \t]*[:：|–—>»→▶►▷▸■①\])】]")  # what stands between an opening and the link
_ABOUT = re.compile(r"(?: (?:about|from|in|news|on|stories))?\b[^\n:：|]{0,40}")  # "Read more about Norland:"
_WITH_TOPIC = re.compile(
    r"(?:read|see|hear|watch|learn) (?:more|also|next)|more (?:on this|about|from|in|stories|news)", re.I
)
_HEADING_ENDS = re.compile(r"[ \t\])】:：…»>→]*(?:\n|$)")
_PROSE = re.compile(r"[^\n]*[.!?。！？…][\"'”’»」』)\]]*[ \t]*$", re.M)
_LEAST_PROSE = 60  # characters of a line that ends as a sentence does; shorter ones are headlines

_BARS = "|/·•¦｜／・‖"  # what stands between headlines in a row
_WORD = rf"[^\n:：0-9{re.escape(_BARS + _STOPS)}]"
_LABEL = re.compile(rf"(?:^|[.!?…»”\"۔؟][ \t]|[。！？।])[ \t]*((?![\s*+]){_WORD}{{2,60}})[:：]")
_BAR = re.compile(rf"[ \t]+[{re.escape(_BARS)}][ \t]+|[｜／‖]")
_IN_PROSE = re.compile(r"[.!?…][ \t]+\w|[。！？।۔]\w")
_FIGURES = re.compile(r"[0-9][0-9]")  # positions and prices, too, stand in rows
_LEAST_ROW = 3  # headlines, where no words stand over them
_ROW = 500  # characters of such a row, at most
_HEADLINE = 12  # characters of one at least
_ENDS = _STOPS + ")]）】」』’'\""

Places = Iterable[tuple[int, int]]  # in the text, as (start, end), end exclusive, in order


def asides(text: str, openings: Places, turns: Places) -> Iterator[tuple[int, int]]:
    """Where the links stand; `openings` and `turns` are the places of those terms."""
    done = 0
    for start, end in openings:
        if start >= done and (link_end := _end_of_link(text, start, _end_of_word(text, end))):
            done = link_end
            yield start, link_end
    for start, end in turns:
        if _stands_after(text, start, _STOPS):
            yield start, _end_of_line(text, end)
    row = _start_of_row(text)
    if row is not None:
        yield row, len(text)


def _start_of_row(text: str) -> int | None:
    """Where the row of headlines begins with which the text ends."""
    last = text.rstrip()
    start = last.rfind("\n") + 1
    line = last[max(start, len(last) - _ROW) :]
    has_bars = _BAR.search(line)
    if not has_bars and (not line or line[-1] in _ENDS):
        return None
    cut = len(last) - len(line)
    labels = [label.start(1) for label in _LABEL.finditer(line) if _is_led_to(line[label.end() :])]
    if labels and last[: cut + labels[-1]].strip():
        return cut + labels[-1]
    return start if has_bars and start and cut == start and _is_row(line, least=_LEAST_ROW) else None


def _is_led_to(line: str) -> bool:
    """Whether what stands behind a label is headlines: several, or one that ends, as they do, without a stop."""
    return _is_row(line, least=2) or (_is_row(line, least=1) and len(line) >= _HEADLINE and line[-1] not in _ENDS)


def _is_row(line: str, *, least: int) -> bool:
    return len(_BAR.split(line)) >= least and not _IN_PROSE.search(line) and not _FIGURES.search(line)


def _end_of_link(text: str, start: int, end: int) -> int:
    """0 where the words are part of a sentence."""
    ends = (end, _end_of_topic(text, start, end))
    if any(_HEADING_ENDS.match(text, end) for end in ends) and _stands_after(text, start, ""):
        line_end = _end_of_line(text, end)
        return _end_of_list(text, line_end) if text[line_end:].strip() else 0  # a heading over nothing is none
    is_link = any(_LEADS_ON.match(text, end) for end in ends) and _stands_after(text, start, _STOPS)
    return _end_of_line(text, end) if is_link else 0


def _end_of_word(text: str, end: int) -> int:
    while end < len(text) and text[end].isalnum():
        end += 1
    return end


def _end_of_topic(text: str, start: int, end: int) -> int:
    about = _ABOUT.match(text, end) if _WITH_TOPIC.fullmatch(text[start:end]) else None
    return about.end() if about else end


def _stands_after(text: str, start: int, stops: str) -> bool:
    """Whether a line begins there or, after one of `stops`, a sentence, bullets aside."""
    before = text[max(0, start - _MOST_BULLETS) : start].rstrip(_BULLETS)
    return not before or before[-1] == "\n" or before[-1] in stops


def _end_of_line(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _end_of_list(text: str, start: int) -> int:
    """Where prose goes on below a heading; the end of the text where it does not."""
    for line in _PROSE.finditer(text, start + 1):
        if line.end() - line.start() >= _LEAST_PROSE:
            return line.start()
    return len(text)
