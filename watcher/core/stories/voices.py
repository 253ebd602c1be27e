"""Who is cited: agencies, outlets and institutes by the names they go by in other scripts, and outlets as they come."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

_START = 2  # characters by which a name is looked up
_SHORTEST = 3  # characters of an outlet's name
_WRITTEN = {"ko": re.compile("[\uac00-\ud7a3]"), "ru": re.compile("[а-яА-Я]"), "ar": re.compile("[\u0600-\u06ff]")}
_EDGES = tuple(  # by a name's last letter: what may not stand before it and behind it; Han and kana run on
    (re.compile(script), (re.compile(before), re.compile(after)))
    for script, before, after in (
        ("[A-Za-zÀ-ÿ0-9]", r"[A-Za-zÀ-ÿ0-9]$|[\w]-$|@$", r"[A-Za-zÀ-ÿ0-9]|-\w| \d| (?:affi|stat)|\.(?:com|org|net)"),
        ("[а-яёА-ЯЁ]", "[а-яёА-ЯЁ]$", "[а-яё]{3}|[А-ЯЁ]"),  # Рейтера, Рейтером
        ("[\u0600-\u06ff]", "[\u0600-\u06ff](?<![لوب])$", "[\u0600-\u06ff]"),
        ("[\uac00-\ud7a3]", "[\uac00-\ud7a3]$", "(?!)"),
    )
)

# One voice a line, which a `|` at its beginning continues; the first name is how it is shown.
_KNOWN = """
Reuters | Thomson Reuters | Рейтер | Рейтерс | Ройтерс | Ройтърс | 로이터통신 | 로이터 | ロイター通信 | ロイター
| 路透社 | 路透 | رويترز | Ρόιτερς | รอยเตอร์
AP | Associated Press | The Associated Press | AP通信 | AP통신 | 美联社 | 美聯社 | Ассошиэйтед Пресс
| Асошиейтед прес | أسوشيتد برس | أسوشييتد برس
AFP | Agence France-Presse | AFP通信 | AFP통신 | 法新社 | АФП | Франс Пресс | Франс прес | فرانس برس
Yonhap | Yonhap News Agency | Yonhap News | Yonhap News TV | 연합뉴스 | 연합뉴스TV | 聯合ニュース | 联合ニュース
| 韩联社 | 韓聯社 | Ёнхап | Рёнхап | Йонхап | Ренхап | يونهاب
Kyodo | Kyodo News | Kyodo News Agency | 共同通信社 | 共同通信 | 共同社 | 교도통신 | Киодо | كيودو
Jiji | Jiji Press | 時事通信社 | 時事通信 | 时事通信社 | 时事社 | 지지통신 | Дзидзи
KCNA | Korean Central News Agency | Korea Central News Agency | KCNA Watch | 조선중앙통신사 | 조선중앙통신
| 중앙통신 | 朝鮮中央通信 | 朝鲜中央通讯社 | 朝中社 | 朝中通社 | 朝鮮中央通訊社 | ЦТАК | КЦНА | ЦТАЦ | ACNC
| Agencia Central de Noticias de Corea | Agência Central de Notícias da Coreia | Agence centrale de presse coréenne
| وكالة الأنباء المركزية الكورية
Rodong Sinmun | 로동신문 | 노동신문 | 労働新聞 | 劳动新闻 | 勞動新聞 | Нодон синмун | Родон синмун
TASS | ITAR-TASS | ТАСС | タス通信 | 塔斯社 | 타스통신 | 타스 통신 | 타스 | تاس
RIA Novosti | РИА Новости | РИА „Новости“ | РИА «Новости» | Ria Nowosti | 리아노보스티 | 俄新社 | RIAノーボスチ
| ريا نوفوستي | نوفوستي
Interfax | Интерфакс | Интерфаксу | Интерфакса | インタファクス | 国际文传 | 인테르팍스 | إنترفاكس
Xinhua | Xinhua News Agency | 新华社 | 新華社 | 新华网 | 신화통신 | 신화사 | Синьхуа | Синхуа | شينخوا
CCTV | 中央电视台 | 央视
Global Times | 环球时报 | 環球時報 | 환구시보 | Глобал таймс
dpa | DPA | Deutsche Presse-Agentur | ДПА
EFE | Agencia EFE | Efe | ЕФЕ
ANSA | Ansa | АНСА
Lusa | Agência Lusa
BTA | БТА
Anadolu | Anadolu Agency | Anadolu Ajansı | Анадолу | الأناضول
UPI | United Press International
Bloomberg | Bloomberg News | Блумбърг | Блумберг | 블룸버그통신 | 블룸버그 | ブルームバーグ | 彭博社 | 彭博
| بلومبرغ
CNN | Си-эн-эн | Си Ен Ен | سي إن إن
BBC | BBC News | BBC World Service | BBC Monitoring | BBC 코리아 | BBC 日本語 | BBC 中文 | Би-би-си | Би Би Си
| Би-Би-Си | 英国广播公司 | بي بي سي
NHK | エヌ・エイチ・ケイ | NHK World
NBC | NBC News
CBS | CBS News
ABC News
Fox News
Sky News
Al Jazeera | الجزيرة | Аль-Джазира
Kyiv Independent | The Kyiv Independent
The Guardian | Guardian | Гардиан | 가디언 | ガーディアン | 卫报 | الغارديان
The New York Times | New York Times | NYT | Нью-Йорк таймс | Ню Йорк таймс | 뉴욕타임스 | ニューヨーク・タイムズ
| 纽约时报 | نيويورك تايمز
The Washington Post | Washington Post | Вашингтон пост | 워싱턴포스트 | ワシントン・ポスト | 华盛顿邮报
| واشنطن بوست
The Wall Street Journal | Wall Street Journal | WSJ | Уолл-стрит джорнал | Уолстрийт джърнъл | 월스트리트저널
| 华尔街日报 | وول ستريت جورنال
Financial Times | The Financial Times | 파이낸셜타임스 | 金融时报
The Independent
The Telegraph
Der Spiegel | Spiegel
Le Monde
Le Figaro
El País
Asahi Shimbun | The Asahi Shimbun | Asahi | 朝日新聞 | 아사히신문 | 朝日新闻 | Асахи
Yomiuri Shimbun | The Yomiuri Shimbun | Yomiuri | 読売新聞 | 요미우리신문 | 读卖新闻
Mainichi Shimbun | Mainichi | 毎日新聞 | 마이니치신문
Sankei Shimbun | Sankei | 産経新聞 | 산케이신문
Nikkei | Nikkei Asia | 日本経済新聞 | 日経新聞 | 니혼게이자이신문 | 日本经济新闻
The Japan Times | Japan Times
Chosun Ilbo | The Chosun Ilbo | Chosun | 조선일보 | 朝鮮日報 | 朝鲜日报
JoongAng Ilbo | Korea JoongAng Daily | JoongAng Daily | 중앙일보 | 中央日報
Dong-A Ilbo | Donga Ilbo | The Dong-A Ilbo | 동아일보 | 東亜日報 | 东亚日报
Hankyoreh | The Hankyoreh | 한겨레신문 | 한겨레 | ハンギョレ | 韩民族日报
Kyunghyang Shinmun | 경향신문
The Korea Herald | Korea Herald
The Korea Times | Korea Times
Newsis | 뉴시스
News1 | 뉴스1
YTN | 와이티엔
KBS | KBS World | 한국방송
MBC | 문화방송
SBS
JTBC
VOA | Voice of America | 미국의 소리 | Голос Америки
RFA | Radio Free Asia | 자유아시아방송 | Радио Свободная Азия
NK News | NKニュース | NK뉴스
Daily NK | 데일리NK | デイリーNK | デイリーNKジャパン
38 North | 38노스 | 38 노스 | 38ノース | 北纬38度 | 38 Север | 38 Норт
Beyond Parallel | 분단을 넘어 | ビヨンド・パラレル
CSIS | Center for Strategic and International Studies | 전략국제문제연구소 | 戦略国際問題研究所 | 戰略與國際研究中心
| 战略与国际研究中心 | ЦСИС
Stimson Center | 스팀슨센터 | 스팀슨 센터 | スティムソン・センター | 史汀生中心
IISS | International Institute for Strategic Studies
SIPRI | Stockholm International Peace Research Institute | СИПРИ | 斯德哥尔摩国际和平研究所
RUSI | Royal United Services Institute
RAND | RAND Corporation | Rand Corporation
Institute for Science and International Security
Middlebury Institute | James Martin Center for Nonproliferation Studies
Open Nuclear Network
Arms Control Association
Federation of American Scientists
Bulletin of the Atomic Scientists
Union of Concerned Scientists
Arms Control Wonk
ICEYE | 아이스아이 | アイスアイ | Iceye
Planet Labs | Planet Labs PBC | 플래닛 랩스 | 플래닛랩스 | プラネット・ラブズ | プラネットラボ | 行星实验室
| بلانيت لابس
Maxar | Maxar Technologies | Vantor | 맥사 | マクサー | Максар | ماكسار
Airbus Defence and Space
BlackSky
Capella Space
Umbra Space
Satellogic
SI Analytics | SI 애널리틱스
SpaceNews | Space News
NASASpaceflight | NASASpaceFlight
Spaceflight Now
Space.com
USNI News
The Diplomat
Politico
Axios
Ukrinform | Укрінформ
South China Morning Post | SCMP | 南华早报 | 南華早報
The Straits Times | Straits Times
"""


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a text names a voice, in characters, end exclusive."""

    start: int
    end: int
    name: str  # as it is shown


@dataclass(frozen=True, slots=True)
class Names:
    """Every name that is known, and as what it is shown."""

    shown: Mapping[str, str]
    starts: Mapping[str, tuple[str, ...]] = field(repr=False)  # first characters -> names, the longest first
    any_start: re.Pattern[str] = field(repr=False)

    @classmethod
    def of(cls, outlets: Iterable[str] = ()) -> "Names":
        shown = {name: names[0] for names in _lines() for name in names}
        for outlet in filter(_is_a_name, outlets):
            shown.setdefault(outlet, outlet)
            shown.setdefault(outlet.removeprefix("The "), shown[outlet])
        starts = _by_start(shown)
        return cls(shown, starts, _any(starts))

    def and_of(self, outlet: str) -> "Names":
        """With one more outlet."""
        return self if outlet in self.shown or not _is_a_name(outlet) else Names.of([*self.shown, outlet])

    def of_outlet(self, outlet: str) -> str:
        """As what an outlet is shown where another cites it."""
        return self.shown.get(outlet, outlet)

    def mentions(self, text: str) -> Iterator[Mention]:
        """Where known names stand, from left to right; of two that begin together the longer one."""
        at = 0
        while found := self.any_start.search(text, at):
            at = found.start()
            name = next((name for name in self.starts.get(text[at : at + _START], ()) if _stands(name, text, at)), None)
            if name:
                yield Mention(at, at + len(name), self.shown[name])
            at += len(name) if name else 1


def called(name: str, lang: str) -> str:
    """As a voice is called in a language written otherwise, where we know."""
    script = _WRITTEN.get(lang)
    known = next((names for names in _lines() if names[0] == name), []) if script else []
    return next((other for other in known if script and script.search(other)), name)


def _lines() -> Iterator[list[str]]:
    return (line.split(" | ") for line in _KNOWN.strip().replace("\n|", " |").splitlines())


def _is_a_name(outlet: str) -> bool:
    """An address or a small word could stand anywhere."""
    return len(outlet) >= _SHORTEST and (outlet != outlet.lower() or not outlet.isascii())


def _by_start(names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    starts: dict[str, list[str]] = {}
    for name in sorted((name for name in names if len(name) >= _START), key=len, reverse=True):
        starts.setdefault(name[:_START], []).append(name)
    return {start: tuple(held) for start, held in starts.items()}


def _any(starts: Iterable[str]) -> re.Pattern[str]:
    """Any of them. First characters are looked for as one class, which is what makes it fast."""
    seconds: dict[str, str] = {}
    for start in sorted(starts):
        seconds[start[0]] = seconds.get(start[0], "") + re.escape(start[1])
    return re.compile("|".join(f"{re.escape(first)}[{found}]" for first, found in seconds.items()))


def _stands(name: str, text: str, at: int) -> bool:
    """Whether it is a word there, and not a piece of one. Particles and endings may follow where a script has them."""
    if not text.startswith(name, at):
        return False
    before, after = text[max(at - 3, 0) : at], text[at + len(name) : at + len(name) + 5]
    edge = next((edge for script, edge in _EDGES if script.match(name[-1])), None)
    return edge is None or (not edge[0].search(before) and not edge[1].match(after))
