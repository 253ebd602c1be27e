"""What stands around an article in its own lines: its heading once more, its date, pleas, notices of rights."""

import re

from watcher.sources.pages.doubt import folded

MOST_ABOVE = 6  # lines that may stand above a text, its heading among them
LONGEST_LABEL = 60  # characters of a date, a name of a section, a line that says who wrote
LONGEST_PLEA = 300  # characters; a longer line says something, too
MOST_LETTERS = 24  # beside the figures of a line that gives only a date
LEAST_LEFT = 0.3  # share of the text that must be left; otherwise the patterns were wrong about it, and nothing is cut

# A pattern a line. What a line begins with that asks for something; a sentence that goes on about newsletters does not.
_ASKS = r"""
read (?:more|also|next)\b.{0,3}(?:$|:)
(?:also|must) read\b
see also\b
related(?: \w+)?(?:$|:)
recommended(?: \w+)?$
more (?:on this|from|in)\b.{0,40}$
you (?:may|might) (?:also )?(?:like|be interested)
most (?:read|popular)$
advertisement\b
(?:story continues|continue reading|explore more on|to display this content|enable javascript)\b
(?:sponsored(?: content)?|trending(?: now)?|copy link|print(?: this)?|subscribe)$
share (?:this|on|via)\b
click (?:here )?to (?:share|read|subscribe)
sign up (?:to|for|here|now)\b
subscribe (?:to|now|here|today|for)\b
already a (?:subscriber|member)\b
follow us\b
follow .{2,40} on (?:x|twitter|facebook|instagram|google|telegram|whatsapp|youtube)\b
follow .{2,60} coverage (?:at|on)\b
like us on\b
(?:\d+ )?comments?$
leave a (?:comment|reply)
join (?:us on|our (?:telegram|whatsapp|channel|newsletter))
download (?:our|the) app\b
our standards:
privacy notice:
thank you for (?:reading|visiting)\b
log ?in or (?:create|subscribe|register)
support (?:our|independent) journalism
lesen sie auch\b
mehr zum thema\b
auch interessant\b
jetzt (?:abonnieren|anmelden)\b
(?:zur startseite|anzeige|publicité|реклама)$
link zum (?:\w+-)?inhalt
(?:à )?lire aussi\b
(?:inscrivez|abonnez)-vous\b
(?:lee|lea) también\b
(?:suscríbete|síguenos|iscriviti)\b
leia (?:também|mais)\b
(?:leggi anche|lees ook|les også|læs også|lue myös|ayrıca okuyun|xem thêm)\b
läs (?:också|mer)\b
(?:prze)?czytaj (?:też|także)\b
baca (?:juga|selengkapnya)\b
ikuti (?:kami|berita)
чита(?:йте|ть) (?:также|далее|ещ[её]|по теме)
читайте також\b
подпис(?:ывайтесь|аться|шитесь)\b
підписуйтесь\b
следите за (?:нами|новостями|обновлениями)
поделиться(?:$| в\b| ссылкой)
материалы по теме
прочетете още\b
последвайте ни\b
관련 ?(?:기사|뉴스)
많이 본
(?:구독|공유|인쇄)하기
이 시각 (?:추천|많이|주요|인기)
네이버에서 .{0,20}구독
제보는 카카오톡
댓글(?:$| 정책|쓰기| \d)
関連(?:記事|ニュース)
あわせて読みたい
(?:シェア|ツイート)(?:する|$)
この記事(?:を書いた人|は(?:有料|会員))
ログイン(?:する|して|$)
(?:無料|会員)(?:会員)?登録
残り\s?\d+文字
相关(?:阅读|新闻|报道)
相關(?:閱讀|新聞|報導)
(?:延伸|推荐)阅读
延伸閱讀
分享到
责任编辑
責任編輯
扫一扫
اقرأ أيض
شارك (?:المقال|الخبر)
تابعونا
"""
_CLAIMS = r"""
all rights reserved
may not be (?:published|reproduced|copied)[, ]+(?:broadcast|copied|distributed|republished|rewritten|without|or\b)
(?:deliver|straight|direct|daily|every).{0,60}\byour (?:email )?inbox
get (?:our|the) .{0,40}newsletter
sign up (?:to|for) .{0,60}newsletter
newsletters? may contain
newsletter\b.{0,120}\b(?:sign up|subscribe) (?:here|now)
alle rechte vorbehalten
tous droits réservés
(?:todos los derechos|todos os direitos) reservados
все права защищены
при (?:цитировании|перепечатке|использовании материалов).{0,60}(?:ссылка|обязательн)
всички права запазени
무단 ?(?:전재|복제)
재배포 ?금지
저작권자\s?(?:\(c\)|ⓒ|©|:)
無断転載
転載を禁じ
版权所有
版權所有
不得转载
جميع الحقوق محفوظة
"""
_PLEA = re.compile(
    rf"^[\W_]{{0,4}}(?:{'|'.join(_ASKS.strip().splitlines())})|{'|'.join(_CLAIMS.strip().splitlines())}", re.IGNORECASE
)
_RIGHTS = re.compile(r"^\W*(?:copyright\s*(?:©|ⓒ|\(c\)|by\b|:|\d{4})|©|ⓒ|\(c\)\s*\d{4})", re.IGNORECASE)
_MAIL = re.compile(r"^(?:[^.!?。]{0,30}\s)?[(<]?[\w.+-]+@[\w-]+\.[\w.-]+[)>]?$")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_WRITES = re.compile(r"^(?:by|von|par|por|di|автор|текст)\b:?\s+\S", re.IGNORECASE)
_ENDS = re.compile(r"[.!?…。！？」』”\"»)]\s*$|다\.?$")
_WORD = re.compile(r"[^\W_]+")
_LETTER = re.compile(r"[^\W\d_]")


def trimmed(text: str, title: str) -> str:
    """The text without lines that only surround it; the whole text where almost nothing would be left."""
    lines = [line for line in _below(text.splitlines(), title) if not _is_plea(line)]
    while lines and _is_notice(lines[-1]):
        lines.pop()
    kept = "\n".join(lines)
    return kept if len(kept) >= LEAST_LEFT * len(text) else text


def _below(lines: list[str], title: str) -> list[str]:
    """From the first line of the text on: what stands above its heading, the heading, and what dates and signs it."""
    headline = folded(title)
    above = lines[:MOST_ABOVE]
    heading = next((at for at, line in enumerate(above) if headline and folded(line) == headline), -1)
    if heading >= 0 and all(len(line) <= LONGEST_LABEL for line in lines[:heading]):
        lines = lines[heading + 1 :]
    while lines and (_is_date(lines[0]) or _is_byline(lines[0])):
        lines = lines[1:]
    return lines


def _is_notice(line: str) -> bool:
    return len(line) <= LONGEST_PLEA and bool(_RIGHTS.search(line) or _MAIL.search(line))


def _is_plea(line: str) -> bool:
    return not _WORD.search(line) or (len(line) <= LONGEST_PLEA and _PLEA.search(line) is not None)


def _is_date(line: str) -> bool:
    return (
        len(line) <= LONGEST_LABEL
        and _YEAR.search(line) is not None
        and len(_LETTER.findall(line)) <= MOST_LETTERS
        and not _ENDS.search(line)
    )


def _is_byline(line: str) -> bool:
    return len(line) <= LONGEST_LABEL and _WRITES.search(line) is not None and not _ENDS.search(line)
