"""How the links of a page to other stories begin, in many languages. Terms like those of the rules."""

# Terms between commas; a line that begins with # says whose they are.
_OPENINGS = """
# en
related, related article*, related stor*, related news, related content, related coverage, related link*,
related topic*, related reading, related post*, read more, read also, read next, read this, see more, see also,
hear more, hear also, watch more, watch also, watch next, learn more, also read, also see, also on, more on this,
more stories, more news, more coverage, more headlines, more from, more in, more about, you may like,
you may also like, you might like, you might have missed, you might also like, you may be interested in,
you might be interested in, recommended, recommended for you, further reading, don't miss, most read, most popular,
most viewed, popular now, popular stories, trending, trending now, top stories, latest news, latest stories,
latest headlines, editors' pick*, editor's pick*, what to read next, up next, from our partners,
elsewhere on this site, in case you missed it, other stories, other news, more reading, sponsored, next up, tags,
tagged, filed under, keywords, hot topics, more like this, also in this section, you may have missed, on our site,
today's top stories, best of the web, popular this week, most shared, keep reading, continue reading,
from the archive*, also in the news, readers also liked
# fr, de, nl
lire aussi, lire également, lire plus, à lire aussi, à lire également, à lire, voir aussi, sur le même sujet,
sur le même thème, articles liés, les plus lus, à voir aussi, en savoir plus, lesen sie auch, lesen sie mehr,
lesen sie hier, mehr zum thema, auch interessant, siehe auch, weiterlesen, meistgelesen,
das könnte sie auch interessieren, mehr dazu, zum thema, lesetipp, das könnte dich auch interessieren, weitere artikel,
weitere meldungen, mehr lesen, lesen sie dazu, mots-clés, étiquettes, schlagwörter, stichwörter, schlagworte,
trefwoorden, die meistgelesenen, vous aimerez aussi, à ne pas manquer, à découvrir aussi, ook interessant,
misschien ook interessant, lees ook, lees meer, lees verder, bekijk ook, meest gelezen, gerelateerd, meer over
# es, pt, it, ro, ca
lea también, lee también, lea más, lee más, leer más, te puede interesar, le puede interesar, ver también, relacionad*,
noticias relacionad*, más leíd*, lo más leíd*, más noticias, etiquetas, etiquetado en, palavras-chave, palabras clave,
parole chiave, etichete, cuvinte cheie, leia também, leia mais, veja também, veja mais, saiba mais, mais lidas,
as mais lidas, también te puede interesar, también le puede interesar, te puede interesar también, quizá te interese,
puede interesarte, también puede interesarte, sigue leyendo, también te podría interesar, você também pode gostar,
você pode gostar, também lhe pode interessar, talvez lhe interesse, leggi anche, potrebbe interessarti, vedi anche,
articoli correlati, i più letti, per approfondire, ti potrebbe interessare, ti potrebbe interessare anche,
potrebbe interessarti anche, leggi tutto, potrebbero interessarti, ti potrebbero interessare,
s-ar putea să vă intereseze, també et pot interessar, citește și, citiți și, vezi și, llegiu també,
te-ar putea interesa, llegeix també, le tamén
# the North, the Baltic and the middle of Europe
läs också, läs även, läs mer, mest läst, les også, les mer, læs også, læs mere, mest les*, tagi, štítky, címkék,
oznake, etikettid, avainsanat, nyckelord, emneord, klíčová slova, mest læs*, lesið einnig, lue myös, lue lisää,
luetuimmat, loe ka, loe lisaks, lasi arī, skaitykite taip pat, taip pat skaitykite, czytaj także, czytaj też,
czytaj również, czytaj więcej, przeczytaj także, przeczytaj też, przeczytaj również, przeczytaj więcej, zobacz też,
zobacz także, zobacz również, polecane, najczęściej czytane, čtěte také, čtěte též, čtěte více, čtěte dále,
přečtěte si, přečtěte si také, související, související články, nejčtenější, čítajte aj, prečítajte si,
prečítajte si aj, olvassa el, kapcsolódó, kapcsolódó cikk*, ez is érdekelheti, legolvasottabb*, pročitajte još,
pročitajte i, pročitajte više, povezane vijesti, povezane vesti, może cię zainteresować, to może cię zainteresować,
mohlo by vás zajímat, mohlo by ťa zaujímať, du kanske också gillar, saattaisit pitää myös, önt ez is érdekelheti,
možda će vas zanimati, najčitanije, preberite tudi, beri tudi, lexo edhe, lexoni edhe
# el, tr, Cyrillic, the Caucasus
διαβάστε επίσης, διαβάστε ακόμη, διαβάστε ακόμα, διαβάστε περισσότερα, δείτε επίσης, δείτε ακόμη, διαβάστε και,
σχετικά, σχετικά άρθρα, ilgili haber*, ayrıca okuyun, bunlar da ilginizi çekebilir, en çok okunan*, da okuyun,
bunu da okuyun, ayrıca bakınız, daha fazla, həmçinin oxuyun, читайте также, читайте еще, читайте по теме,
читайте також, читайте далее, по теме, читать далее, теги, метки, ключевые слова, ключові слова, мітки, тагове,
етикети, ознаке, etiketler, смотрите также, самое читаемое, материалы по теме, за темою, дивіться також,
чытайце таксама, вам может быть интересно, вас может заинтересовать, еще по теме, также по теме, вам може бути цікаво,
може да ви е интересно, možda vas zanima, ίσως σας ενδιαφέρει, ilginizi çekebilir, bunları da okuyun, прочетете още,
прочетете също, вижте още, вижте също, още по темата, свързани, свързани новини, најчитаније, прочитајте још,
прочитајте и, повезано, прочитајте повеќе, оқи отырыңыз, აგრეთვე წაიკითხეთ, წაიკითხეთ ასევე, წაიკითხეთ აგრეთვე,
წაიკითხეთ მეტი, ასევე წაიკითხეთ, მსგავსი, դիտեք նաև, կարդացեք նաև
# ar, fa, ur, he, India, th, vi, id
اقرأ أيضا, اقرأ المزيد, اقرئي أيضا, اقرؤوا أيضا, مواضيع ذات صلة, أخبار ذات صلة, شاهد أيضا, الأكثر قراءة, طالع أيضا,
بیشتر بخوانید, مطالب مرتبط, همچنین بخوانید, پربازدیدترین, مزید پڑھیں, مزید خبریں, یہ بھی پڑھیں, متعلقہ خبریں, קראו גם,
קראו עוד, כתבות נוספות, עוד בנושא, הנקראות ביותר, אולי יעניין אותך, आगे पढ़ें, इसे भी पढ़ें, यह भी पढ़ें, ये भी पढ़ें,
और पढ़ें, संबंधित, संबंधित खबर*, আরও পড়ুন, আরও খবর, আরো পড়ুন, আরো খবর, সম্পর্কিত, সম্পর্কিত খবর, மேலும் படிக்க, இதையும் படிங்க,
ఇది కూడా చదవండి, ഇതും വായിക്കുക, อ่านเพิ่มเติม, อ่านต่อ, อ่านข่าวอื่น, ข่าวที่เกี่ยวข้อง, xem thêm, đọc thêm, tin liên quan,
đọc nhiều, baca juga, baca selengkapnya, lihat juga, terkait, berita terkait, terpopuler, basahin din, soma zaidi,
có thể bạn quan tâm, anda mungkin suka, artikel terkait, قد يعجبك أيضا, قد يهمك أيضا, شاید بپسندید
# ko, ja, zh
관련기사, 관련뉴스, 관련글, 관련 기사, 관련 뉴스, 관련 글, 많이 본 뉴스, 많이 본 기사, 함께 보면 좋은 기사,
함께 보면 좋은 뉴스, 함께 읽으면 좋은 기사, 함께 읽으면 좋은 뉴스, 추천기사, 태그, 키워드, 가장 많이 본 뉴스,
가장 많이 본 기사, 인기 검색어, 실시간 인기, 주요 뉴스, 오늘의 주요뉴스, 추천 기사, 추천뉴스, 추천 뉴스, 인기기사,
인기 기사, 인기뉴스, 인기 뉴스, 더보기, 더 보기, 関連記事, 関連ニュース, 関連リンク, あわせて読みたい,
合わせて読みたい, おすすめ, おすすめ記事, タグ, キーワード, ハッシュタグ, よく読まれている記事,
最多人看, 最多人閱讀, 點閱排行, 熱門排行, 标签, 標籤, 关键词, 關鍵字, 热门排行, 点击排行, 阅读排行, 大家都在看,
人氣新聞, 人气新闻, 今日熱門, ランキング, 人気記事, 人気ランキング, アクセスランキング, こちらも読む, こちらもおすすめ,
关联阅读, 相关阅读, 相关新闻, 相关报道, 相关链接, 相关文章, 延伸阅读, 推荐阅读, 热门新闻, 热门文章, 更多新闻, 猜你喜欢,
관련, 関連, 関連動画, あわせて読む, 相关, 相關, 이런 기사도, 이 시각 많이 본 뉴스, 함께 보세요, 이 기사도,
この記事も読まれています, こちらもどうぞ, あなたにおすすめ, 你可能还喜欢, 你可能感兴趣, 更多阅读, 您可能還喜歡,
更多閱讀, 相關閱讀, 相關新聞, 相關報導, 延伸閱讀, 推薦閱讀, 熱門新聞, 看更多, 你可能感興趣
# what other pages of a site are called
# en
elsewhere on the site, elsewhere on our site, elsewhere in this edition, elsewhere today, also today,
also on this page, from around the web, around the web, around the site, more on the site, other headlines,
today's headlines, our other stories, what you missed, while you were away, icymi, our picks, our top picks, top picks,
staff picks, most clicked, most commented, most discussed, most watched, readers' choice, popular today, popular posts,
popular, from our archive*, from the archives, others are reading, people are reading, next story, next article,
promoted, advertisement, from our network, partner content, recommended stories, more top stories,
stories you may like, on other pages, from other pages, in other sections
# de, fr, nl
auch auf unserer seite, mehr auf unserer seite, aus unserem archiv, am meisten gelesen, top-themen, weitere themen,
weitere nachrichten, mehr nachrichten, anzeige, empfehlung* der redaktion, unsere empfehlung*, meistgeklickt,
außerdem auf, ailleurs sur le site, sur notre site, les plus consultés, nos recommandations, contenus sponsorisés,
notre sélection, le plus lu, autres articles, autres actualités, elders op de site, elders op deze site, ander nieuws,
meer nieuws, populair, meest bekeken, aanbevolen
# es, it, pt, ro
otras noticias, en otras noticias, lo más visto, en nuestra web, además en, recomendados, recomendamos, destacados,
tendencias, altre notizie, sul nostro sito, le più lette, notizie correlate, consigliati, da non perdere,
outras notícias, no nosso site, mais vistas, não perca, mais notícias, destaques, alte știri, cele mai citite,
recomandări, recomandate
# pl, cs, sk, hr, sl, hu, tr, el
na naszej stronie, inne wiadomości, popularne, warto przeczytać, więcej na stronie, další zprávy, doporučujeme,
z jiných rubrik, ďalšie správy, odporúčame, druge vesti, druge vijesti, ostale vijesti, ostale vesti, izdvajamo,
iz drugih rubrika, preporučujemo, druge novice, priporočamo, további hírek, ajánljuk, népszerű, ezt olvassák,
diğer haberler, çok okunanlar, öne çıkanlar, sıradaki haber, editörün seçtikleri, άλλες ειδήσεις, δημοφιλή,
προτεινόμενα, τα πιο διαβασμένα
# Cyrillic, the North
другие новости, популярное, на нашем сайте, сейчас читают, рекомендуем, новости партнеров, еще новости, выбор редакции,
також на сайті, інші новини, популярне, рекомендуємо, зараз читають, вибір редакції, други новини, най-четени,
препоръчано, друге вести, остале вести, препоручујемо, andra nyheter, fler nyheter, populärt, rekommenderas,
andre nyheder, flere nyheder, anbefalet, andre nyheter, flere nyheter, anbefalt, muita uutisia, suosittelemme,
suosituimmat
# ar, fa, ur, he, India, th, vi, id
أخبار أخرى, اخترنا لك, الأكثر مشاهدة, موضوعات متعلقة, مقالات ذات صلة, على موقعنا, اخبار دیگر, پیشنهاد ما, خبرهای دیگر,
دیگر خبریں, עוד באתר, חדשות נוספות, מומלצים, הנצפים ביותר, כתבות מומלצות, अन्य खबरें, अन्य ख़बरें, ये भी देखें, ट्रेंडिंग,
लोकप्रिय, অন্যান্য খবর, জনপ্রিয়, সর্বাধিক পঠিত, ข่าวอื่น, ข่าวยอดนิยม, ยอดนิยม, tin khác, xem nhiều, bài liên quan,
berita lain, berita lainnya, rekomendasi, populer, pilihan editor
# ko, ja, zh
지금 뜨는 뉴스, 실시간 뉴스, 많이 보는 뉴스, 이 시각 뉴스, 주요기사, 인기 급상승, 다른 기사, 다른 뉴스, 오늘의 뉴스,
핫이슈, 화제의 뉴스, 많이 본, 다른 소식, ほかのニュース, 他の記事, 他のニュース, その他のニュース, 注目記事,
注目の記事, 最新記事, 新着記事, 其他新闻, 其它新闻, 今日热点, 热点新闻, 熱點新聞, 其他新聞, 编辑推荐, 編輯推薦,
大家在看, 本站其他, 相关话题
# asked of the reader
have you read, have you seen, did you read, did you see, did you miss, missed this, missed it, read yet, seen this,
already read, did you know, schon gelesen, schon gesehen, verpasst, wussten sie schon, avez-vous lu, vous avez manqué,
l'avez-vous lu, le saviez-vous, al gelezen, gemist, heb je dit al gelezen, wist je dat, ya lo leyó, ya lo leíste,
te lo perdiste, se lo perdió, sabías que, já leu, já viu, perdeu, sabia que, l'hai letto, hai già letto,
lo sapevi, te lo sei perso, har du läst, har du sett, missade du, har du lest, har du læst, gik du glip af,
oletko jo lukenut, luitko jo, joko luit, hefurðu lesið, już czytałeś, czytałeś już, czytaliście już, przegapiłeś,
už jste četli, četli jste, už ste čítali, čítali ste, olvasta már, olvastad már, már olvasta, ezt látta már,
ați citit, ai citit deja, jeste li pročitali, da li ste čitali, ste že prebrali, το διαβάσατε, διαβάσατε,
bunu okudunuz mu, okudunuz mu, kaçırdınız mı, вы уже читали, уже читали, читали ли вы, пропустили, вы знали,
ви вже читали, вже читали, пропустили, четохте ли, прочетохте ли, јесте ли читали, да ли сте читали, უკვე წაიკითხეთ,
արդեն կարդացե՞լ եք, هل قرأت, هل فاتك, آیا خوانده اید, خوانده اید, کیا آپ نے پڑھا, קראתם כבר, כבר קראתם, פספסתם,
क्या आपने पढ़ा, आपने पढ़ा क्या, পড়েছেন কি, আপনি কি পড়েছেন, อ่านหรือยัง, bạn đã đọc chưa, đã đọc chưa, sudah baca,
sudahkah anda membaca, dah baca, nabasa mo na ba, nabasa na ba ninyo, umeshasoma, 이 기사 보셨나요, 이 기사 읽으셨나요,
혹시 놓치셨나요, もう読みましたか, 読みましたか, この記事は読みましたか, 你看过吗, 你看過嗎, 看过了吗, 看過了嗎
"""
# What pleads for readers, by the beginnings of its words.
_PLEAS = """
newsletter, subscrib, subscription, sign up, our podcast, our app, support our, infolettre, notre lettre,
abonnez, abonnier, inscrivez-vous, inscríbete, inscríbase, suscrí, suscrib, nuestro boletín, nosso boletim,
iscriviti, iscrivetevi, abbonati, assine, subscreva, inscreva-se, nieuwsbrief, meld je aan, nyhetsbrev,
nyhedsbrev, prenumerera, tilmeld, uutiskirje, fréttabréf, subskry, zapisz się, nasz biuletyn, zpravodaj,
odebírejte, předplaťte, odoberajte, hírlev, iratkozz, feliratkoz, abonează, abonați-vă, buletinul nostru,
pretplatite, naročite se, prijavite se, bülten, abone ol, подпиши, подписывай, подписк, рассылк, підпиші,
підписуй, підписк, розсилк, абонирай, бюлетин, претплат, билтен, ενημερωτικό δελτίο, εγγραφείτε, გამოიწერ,
բաժանորդագր, النشرة البريدية, نشرتنا, اشترك, خبرنامه, مشترک شوید, نیوز لیٹر, سبسکرائب, ניוזלטר, הירשמו, הרשמו,
न्यूज़लेटर, सब्सक्राइब, নিউজলেটার, সাবস্ক্রাইব, berlangganan, langgani, buletin kami, đăng ký nhận,
bản tin của chúng tôi, mag-subscribe, jisajili, jiandikishe
"""
_PLEAS_UNSPACED = """
จดหมายข่าว, สมัครรับ, 뉴스레터, 구독, メルマガ, ニュースレター, 購読, 会員登録, 登録受付, 订阅, 訂閱, 电子报, 電子報
"""


def _terms(table: str) -> tuple[str, ...]:
    lines = (line for line in table.splitlines() if line[:1] != "#")
    return tuple(term.strip() for line in lines for term in line.split(",") if term.strip())


OPENINGS, PLEAS, PLEAS_UNSPACED = _terms(_OPENINGS), _terms(_PLEAS), _terms(_PLEAS_UNSPACED)
TURNS = ("in other news", "elsewhere in the news")  # what follows them is another story, colon or not
