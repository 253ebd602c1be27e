"""The words by which a report says whose account it gives, in the languages that are read.

Each pattern is looked for right before or right behind a name, so that a name alone is never taken for a source.
A language is a row of `_TONGUES`; all are tried, since a report may not say which is its own.
"""

import re
from typing import NamedTuple


class _Tongue(NamedTuple):
    """What a language puts around a name, as regular expressions."""

    kinds: str  # words for kinds of sources, such as `agency`: beside one, an unknown capitalised name is a source
    far: str  # the name follows after some words: `citing data from the operator X`
    near: str  # the name follows, after an article, a kind, an adjective: `said the agency X`
    behind: str  # the name goes before: `X reported`


_WHOSE = r"(?:d(?:e|el|a|o|u|es|os|as|er)|d['’]|von|vom|на|от|of|from|by|at|with)"
_TONGUES = (
    _Tongue(  # English
        r"(?:news|press|wire|research|monitoring|imaging|satellite|radar|imagery|security|analysis|media|student"
        r"|independent|official|trade|state)[ -](?:agency|organi[sz]ation|operator|company|firm|provider|project"
        r"|program(?:me)?|group|network|outlet|channel|website|site|portal|publication|centre|center|newspaper)"
        r"|newspaper|daily|weekly|magazine|broadcaster|think[ -]tank|news site|newswire|blog|radio station"
        r"|the (?:project|network|website|monitor|journal|analysts of|experts of)|research(?:ers)? (?:at|of|from)"
        r"|analysts (?:at|of|from|with)|experts (?:at|of|from|with)|satellite operator",
        r"according to|citing|cit(?:es|ed)|quoting|as reported by|with reference to|based on|analysis (?:by|of|from)"
        r"|in an? (?:interview|report|note|statement|analysis)",
        r"(?<!not )(?<!not being )(?:reported|published|released|carried|quoted|cited|shared|spotted|noted|obtained"
        r"|collected|analy[sz]ed|taken|studied|provided|described|identified|announced|revealed|distributed"
        r"|bought) (?:[\w ]{0,20} )?by|told|tells|telling|speaking to|said|says|reports?|writes?|wrote|announced"
        r"|believes?|finds|(?<=[(\[])via|com(?:es|e|ing) via|came via|informed|(?:images?|imagery|pictures?"
        r"|photographs?|photos?|data|reports?|note|study|footage|figures|scans?) (?:of|by|from)|(?:analysts?|experts?"
        r"|researchers?|scientists?|engineers?|specialists?|a spokes\w+) (?:at|of|from|with)",
        r"said|says?|reports?|reported|writes?|wrote|announc(?:es?|ed)|not(?:es|ed)|finds?|found|believes?|thinks?"
        r"|estimat(?:es?|ed)|suggests?|shows?|showed|indicat(?:es?|ed)|reveal(?:s|ed)|added|cites?|cited|quot(?:es|ed)"
        r"|tells?|told|warns?|warned|conclud(?:es?|ed)|claims?|claimed|assess(?:es|ed)|identified|spotted|published"
        r"|releases?|released|carried|points? to|pointed|describ(?:es|ed)|counted|measured|observed|detected"
        r"|learn(?:s|ed)|understands|argues?|argued|expects?|expected|confirms?|confirmed|explain(?:s|ed)|puts?",
    ),
    _Tongue(  # Russian, Ukrainian
        r"агентств[оаеу]м?|газет[аыуе]|издани[еяю]|телеканал[ауе]?|портал[ауе]?|компани[яиюей]+|проект[ауе]?"
        r"|институт[ауе]?|радиостанци[яию]|оператор[ауе]?|аналитик(?:и|ов)|эксперт(?:ы|ов)|центр[ауе]?|сайт[ауе]?"
        r"|видання|агенці[яї]",
        r"по данным|по информации|по сообщени[юям]+|по оценк[еам]+|со ссылкой на|ссылаясь на|следует из"
        r"|згідно з|за даними|за інформацією|посилаючись на|з посиланням на",
        r"сообща(?:ет|ют|ло)|сообщил[аио]?|пиш[еу]т|переда(?:ёт|ет|ют|л[аио]?)|отмеча(?:ет|ют)|уточня(?:ет|ют)"
        r"|заявил[аио]?|рассказал[аио]?|утвержда(?:ет|ют)|цитирует|считают?|говорится в \w+|снимк(?:и|ах|ов)"
        r"|данны(?:е|х)|отч[её]те?|докладе?|анализе?|повідомля(?:є|ють)|повідомил[аио]?|пише",
        r"сообщил[аио]?|сообща(?:ет|ют)|переда(?:ёт|ет|л[аио]?)|пиш[еу]т|заявил[аио]?|заявля(?:ет|ют)|показал[аио]?"
        r"|показыва(?:ет|ют)|обнаружил[аио]?|отмети(?:л[аио]?|в)|опубликовал[аио]?|рассказал[аио]?|уточнил[аио]?"
        r"|цитирует|зафиксировал[аио]?|считают?|повідомля(?:є|ють)|повідомил[аио]?",
    ),
    _Tongue(  # Bulgarian
        r"агенция(?:та)?|вестник(?:ът|а)?|изданието|компанията|проекта|проектът|мрежата|телевизия(?:та)?|сайта|сайтът"
        r"|центъра|анализатори(?:те)? (?:на|от)|експерти(?:те)? (?:на|от)|институт(?:а|ът)",
        r"според|по данни на|по информация на|като (?:цитира|се позовава на)|позовавайки се на|цитира(?:н[аио]?)?",
        r"съобщ(?:и|ава|иха|ават)|предад(?:е|оха)|предава|пиш(?:е|ат)|посоч(?:и|ва|иха)|обяви(?:ха)?|заяви(?:ха)?"
        r"|отбеляз(?:ва|а)"
        r"|снимки(?:те)? (?:на|от)|данни(?:те)? (?:на|от)|каза(?:ха)? (?:за|пред)|пред|доклад(?:а|ът)? на|твърди",
        r"съобщ(?:и|ава|иха)|предад(?:е|оха)|предава|пиш(?:е|ат)|заяви(?:ха)?|обяви(?:ха)?|посоч(?:и|ва)"
        r"|показва(?:т|ха)?|публикува|откри(?:ха)?|твърди|смята(?:т)?|отбеляз(?:а|ва)|оцен(?:и|ява)",
    ),
    _Tongue(  # Spanish
        r"agencia|periódico|diario|cadena|(?:empresa|compañía|firma) (?:de imágenes|satelital|finlandesa|de satélites)"
        r"|operadora?|proyecto|instituto|portal|analistas de|expertos de|revista|emisora",
        r"según|de acuerdo con|citando|con base en|a partir de (?:imágenes|datos)",
        r"inform(?:ó|a|an|aron)|report(?:ó|a|an|aron)|public(?:ó|a|ad[oa]s? por)|señal(?:ó|a)|dij(?:o|eron)(?: a)?"
        r"|declaró a|difundi(?:ó|d[oa]s? por)|citad[oa]s? por|(?:imágenes|datos|informe|análisis) del?"
        r"|(?:tom|capt)adas por|recog(?:e|ió)|revel(?:ó|a)|afirm(?:ó|a)|explic(?:ó|a) a",
        r"inform(?:ó|a|aron)|report(?:ó|a|aron)|public(?:ó|a)|señal(?:ó|a|an|aron)|dijo|afirm(?:ó|a|an)|muestran?"
        r"|mostraron|detectó|anunci(?:ó|a)|revel(?:ó|a|an)|asegur(?:ó|a)|estim(?:ó|a)|calcul(?:ó|a)|difundió|observó"
        r"|considera|explicó|indic(?:ó|a)",
    ),
    _Tongue(  # Portuguese
        r"agência(?: de notícias)?|jornal|revista|emissora|projeto|instituto|portal|operadora|analistas d[aoe]"
        r"|especialistas d[aoe]|empresa (?:de imagens|de satélites)",
        r"segundo|de acordo com|conforme|citando|com base em",
        r"inform(?:ou|a|am|aram)|relat(?:ou|a|am)|notici(?:ou|a)|public(?:ou)|diss(?:e|eram)(?: (?:à|ao|a))?"
        r"|afirm(?:ou|am)|(?:divulg|cit|public|feit|obtid|analis)[ao]?d?[oa]s? (?:por|pela|pelo)"
        r"|(?:imagens|dados|relatório|análise) d[eao]|apont(?:ou|a|am)|mostr(?:ou|a)",
        r"informou|relat(?:ou|a)|notici(?:ou|a)|publicou|disse(?:ram)?|afirm(?:ou|am)|mostra(?:m|ram)?|apont(?:ou|a"
        r"|am)"
        r"|identific(?:ou|a)|anunciou|revel(?:ou|am)|detectou|avali(?:ou|a)|diz|dizem|acredita|divulg(?:ou|a)",
    ),
    _Tongue(  # French
        r"agence(?: de presse)?|journal|quotidien|magazine|chaîne|société d['’](?:imagerie|observation)|projet"
        r"|institut|réseau|opérateur|analystes d[eu]s?|experts d[eu]s?|hebdomadaire",
        r"selon|d['’]après|citant|sur la base",
        r"rapport(?:e|ent)|a rapporté|indiqu(?:e|ent)|a indiqué|relat(?:e|ent)|annonc(?:e|ent)|écri(?:t|vent)"
        r"|affirm(?:e|ent)|(?:cit|publi|analys|relay)é(?:e|s|es)? par|prises? par"
        r"|(?:images|données|rapport|étude) d(?:e|u)|auprès de|a (?:dit|déclaré|confié) à|a appris|précise",
        r"rapporte|rapportent|rapporté|indiqu(?:e|ent|é)|annonc(?:e|é)|affirm(?:e|é)|montrent|observ(?:e|é)"
        r"|estim(?:e|ent|é)|écrit|publi(?:e|é)|relev(?:e|é)|déclar(?:e|é)|assur(?:e|é)|not(?:e|é)|révèl(?:e|ent)"
        r"|révélé|repér(?:e|é)|précis(?:e|é)",
    ),
    _Tongue(  # German
        r"Nachrichtenagentur|Agentur|Zeitung|Tageszeitung|Sender|Magazin|Satellitenbetreibers?|Projekte?s?"
        r"|Institute?s?|Fachdienst|(?:Forscher|Analysten|Experten) (?:von|des|der)|Denkfabrik|Wochenblatt|Blatt",
        r"laut|nach (?:Angaben|Informationen|Erkenntnissen|Einschätzung|Daten|einem Bericht|einer Analyse)"
        r"|unter Berufung auf",
        r"bericht(?:et|ete|en|eten)|melde(?:t|te|n|ten)|schreib(?:t|en)|schrieb(?:en)?|teilte|sagte(?:n)?|erklärte"
        r"|gegenüber|(?:veröffentlicht|ausgewertet|aufgenommen|zitiert) (?:von|durch)|(?:Bildern?|Aufnahmen|Daten"
        r"|Bericht|Analyse|Auswertung|Studie) (?:von|der|des)",
        r"bericht(?:et|ete|eten)|melde(?:t|te|ten)|schreib(?:t|en)|schrieb(?:en)?|teilte|erklärte|sagte|zeigen|zufolge"
        r"|gab|schätzt|veröffentlichte|entdeckte|sieht|vermutet|wertete",
    ),
    _Tongue(  # Italian, Polish, Turkish, Vietnamese, Indonesian, Dutch, Swedish, Greek: the commonest words
        r"agenzia|quotidiano|agencj[aię]|haber ajansı|hãng tin|kantor berita|persbureau|nyhetsbyrån",
        r"secondo|stando a|citando|według|powołując się na|podle|theo|dẫn lời|menurut|mengutip|volgens|enligt"
        r"|ifølge|σύμφωνα με",
        r"riferisce|riporta|scrive|ha riferito|citat[oaie] da|podaje|podała?|informuje|poinformował[ao]?"
        r"|lapor(?:an)?|kata",
        r"riferisce|riporta|scrive|rivela|podał[ao]?|poinformował[ao]?|göre|bildirdi|đưa tin|cho biết|melaporkan"
        r"|meldt|uppger",
    ),
    _Tongue(  # Arabic
        r"وكالة(?: (?:الأنباء|أنباء))?|صحيفة|قناة|شركة|موقع|شبكة|معهد|مشروع|مركز|مجلة|إذاعة",
        r"نقلا عن|نقلاً عن|بحسب|حسب|استنادا إلى|بناء على|وفقا|وفقًا|وفقاً",
        r"و?(?:ذكرت|أفادت|قالت|أعلنت|نقلت|أوردت|كشفت|قال|صرح|أبلغ|أفاد|ذكر)|نشرته?ا?|صور",
        r"ذكرت|أفادت|قالت|أعلنت|نشرت|نقلت|تظهر|أظهرت|كشفت|إن",
    ),
)

# --- scripts without spaces, and Korean ------------------------------------------------------------------------------

_KOREAN = (
    r"\)?(?: ?(?:통신사?|신문|방송|뉴스|측|연구진|분석팀))?(?:\([^)]{1,30}\))?(?: 등 (?:외신|언론"
    r"|매체)\w{0,3})?(?:(?:에|을|를|의 \S+에|의 \S+을|의 \S+를)? ?(?:따르면|의하면|인용\w*|통해)|(?:이|가|은|는|도"
    r"|의)[ ,][^.。]{0,140}?(?:보도했|전했|밝혔|발표했|분석했|말했|주장했|알렸|공개했|지적했|포착했|추정했|설명했"
    r"|평가했|보도한|전한|밝힌|공개한|관측했|예상했|내다봤|판단했|확인했|제기했|식별했|봤다)|(?:에|과의|에게)(?: 보낸"
    r"| 한)? [^.]{0,20}(?:밝혔|말했|인터뷰|전했)| ?(?:보도|발표|분석)(?=[\s,”\"]|$))"
)
_JAPANESE = (
    r"\)?(?:通信|新聞|テレビ|電|社|放送)?(?:（[^）]{1,30}）)?(?:(?:など|等)?(?:は|が|も)[^。]{0,140}?(?:伝え|報じ"
    r"|報道し|発表し|明らかにし|述べ|分析し|指摘し|公開し|話し|語っ|説明し|みてい|確認し|公表し)|(?:の(?:報道|分析|調べ"
    r"|発表|解析|衛星\w{0,4}|画像\w{0,4}|記事|取材))?(?:に(?:よると|よれば|対し|語)|を(?:引用|もとに|基に))"
    r"|の(?:衛星写真|衛星画像|画像|写真|報道|分析))"
)
_CHINESE_BEFORE = r"(?:据|根据|援引|引述|引用|引自|依据|據|根據)[^。，；]{0,16}|(?:告诉|对|向|接受)"
_CHINESE = (
    r"\)?(?:通讯社|通訊社|社|网|電視台|电视台|报|公司|研究所|记者)?(?:\d{1,2}日|周.|星期.)?(?:的?(?:报道|報道|報導|消息"
    r"|卫星图像|卫星照片|数据|分析|报告)|援引|引述|称|稱|说|說|表示|指出|发布|發布|披露|认为|認為|写道|刊文|刊登"
    r"|在[^。，]{0,14}?(?:报道|報道|報導|表示|指出|披露))"
)

# --- put together ----------------------------------------------------------------------------------------------------

_KINDS = "|".join(tongue.kinds for tongue in _TONGUES)
_FAR_WORDS = "|".join(tongue.far for tongue in _TONGUES)
_NEAR_WORDS = "|".join(tongue.near for tongue in _TONGUES)
_SAYS = "|".join(tongue.behind for tongue in _TONGUES)

_ARTICLE = (
    r"(?:(?:the|an?|el|l[aeo]s?|[oaà]s?|aos?|uma?|une?|d[eiao]|d[eai]n|d[eo]s|der|die|das|dem|im?|il|al|ل|ال) "
    r"|[ld]['’]|ل|ال)?"
)
_BREATH = r"[^.;:!?。，,«»“”\"()]{0,70}?"  # what may lie between far words and the name
_SMALL = r"(?-i:[^\W\d_A-ZА-Я][\w’'-]* |[A-Z]\w*(?:-based|-funded|-run|ish|ese|an|ean|[’']s|ench|utch) |South |North )"
_PERSON = r"(?-i:(?:[A-ZÀ-ÝА-Я][\w.’'-]+ ){1,3})"

KIND_BEFORE = re.compile(rf"\b(?:{_KINDS})(?: {_WHOSE})?\s[«„“\"']?$", re.IGNORECASE)
BEFORE = re.compile(
    rf"(?:\b(?:{_FAR_WORDS})\s+(?:{_BREATH}[\s'’])?{_ARTICLE}"
    rf"|\b(?:{_NEAR_WORDS})\s+{_ARTICLE}(?:{_SMALL}){{0,4}}(?:(?:{_KINDS}) )?"
    rf"|\b(?:said|says) {_PERSON}?{_WHOSE} {_ARTICLE}|{_CHINESE_BEFORE})$",
    re.IGNORECASE,
)
_OF_IT = (  # its people, its pictures
    r"(?:[’']s?)?(?: (?:own|new|latest|recent|satellite|radar|optical|commercial))*"
    r"(?: (?:analysts?|experts?|researchers?|data|imagery|images?|pictures?|photographs?|figures|report|analysis|note"
    r"|news agency|newspaper|website|agency|magazine|correspondent))?"
)
_ASIDE = r"(?:\)|,? \([^)]{1,40}\)|, [^,.;]{3,90},)?"
_ADVERB = r"(?: (?:has|have|also|later|first|now|on \w+|\w+ly|ha|han|hat|haben|a|ont|вчера|также))*"
BEHIND = re.compile(
    rf"(?:{_OF_IT}{_ASIDE},?{_ADVERB} (?:{_SAYS})\b|{_KOREAN}|{_JAPANESE}|{_CHINESE})",
    re.IGNORECASE,
)

# An agency's mark: `PARIS (AFP) -`, `[서울=연합뉴스]`, `/ТАСС/`, `МОСКВА, 5 мая - РИА Новости.`, `Source: Reuters`.
CREDIT = (
    (re.compile(r"[(\[【（/](?:[^\W\d_]{1,12}=)?$"), re.compile(r"[)\]】）/]")),
    (re.compile(r"^[^.!?a-zа-я]{2,40}[^.!?]{0,20} [-–—] $"), re.compile(r"\. |\.?\s*[-–—] |$")),
    (re.compile(r"(?:^|\n)$"), re.compile(r"\s*[-–—/] ")),
    (
        re.compile(r"(?:source|quelle|fonte|fuente|источник|източник|출처|来源|來源)\s?[:：] ?$", re.IGNORECASE),
        re.compile(""),
    ),
)
TAIL = re.compile(r"(?:\s[-–—|:·]|:)\s?$")  # `Second engine test at Sohae - Yonhap`, `...: ICEYE`
HEAD = re.compile(r"\s?[:：] ")  # `38 North: second hall goes up`
