"""Words that say nothing about what is asked: the search leaves them out if anything else is left. Pure, no Django.

They are folded. Prepositions such as "bez" and words of negation stay out of the lists where they change the meaning.
"""

_WORDS = {
    "cs": """
        a aby ahoj ale ani ano asi az ba bez bude budu budou by bych bychom bys byl byla byli bylo co coz chce chci
        chteji chtel chtela chtit cim dekuji dekuju diky do dobry den dobre bral bych dela delam delat deje dejte dotaz
        ho hned i ja jak jake jaka jaky jakou jako je jeho jej jeji jejich jemu jen jenom jenz jeste jestli jestlize ji
        jich jim jimi jsem jses jsi jsme jsou jste k kam kazdy kde kdo kdy kdyz ke ktera ktere kteri kterou ktery
        kterych kvuli ma maji mam mame mate me mel mela meli mezi mi mit mne mnou moc moci moct mohl mohla mohu moje
        mou muj muze muzeme muzou muzu my na nad nam nami nas nase nasi ne nebo neco neni nejak nejaka nejake nejaky
        nez nich nim no o od ode on ona oni ono pak po pod podle pokud porad potom potrebuji potrebuju prave pred pri
        pro proc prosim proto protoze pry prece rad rada radi rict s se si sice sve svou svuj svych ta tady tak take
        takze tam tato te ted tedy ten tento teto ti tim to toho tohle tom tomu toto tu tuto tvuj ty tyto u uz v vam
        vas vase vasi ve vic vice vsak vsechno vsichni vy z za zase ze zeptat zjistit udelat jde jit da dat maam hele
        cau zdravim poradte poradit musim musi treba vlastne kvuli kolem nekdo nekoho nekomu nekde nekdy
        dostal dostala dostali dostat mych mym mymi meho memu me mi nasem nasich nasim nasimi vasem vasich sveho svemu
        svem svymi tomuhle tenhle tahle tohohle tadyhle zrovna furt porad asi vubec dost hodne docela takhle tomhle
        pane pani slecno ahojte cemu ceho cem komu koho tebe tobe sebe sobe vim vite nevim vedet jakej jaka mate jinak
        proste jenze aspon skoro zas jste nejaky nejakej nejakou nejakeho cosi kdosi nemuzu nemuze chces chteli
        zacit dam davam davaji fakt jo jasne super ok mem nem jeho jejim jejimu tvem tvoje svoje nasi vasi nami vami
        dale nebyt muset budete budeme budes bude nebude nebyl nebyla vsech vsem ony onen obcas jednou
    """,
    "en": """
        a about am an and any are as at be been but by can could did do does dont for from had has have hello help how
        i if im in is it its ive me my of on or our please should so some someone somebody that the their them there
        they this to was we were what when where which who whom why will with would you your
    """,
    "de": """
        aber als am an auch auf aus bei bin bis bitte da das dass dem den der des die doch du ein eine einem einen
        einer eines er es fur habe haben hallo hat hier ich ihr im in ist ja jemand kann kein man mein meine meinen
        meinem meiner mich mir mit muss nach noch oder sich sie sind so soll tun um und uns unser von vor war was weil
        wenn wer wie wir wird wo zu zum zur
    """,
    "uk": """
        а або але б би був була були буде в вас ви вона вони воно все всі від де для до добрии день є же з за и і із
        ии що щоб и я як яка яке якии які коли кого куди ли ми мене мені між мои моя мое на над не ним них ні но
        о он по при про прошу та так такои там те ти тои то тому ту тут у уже хто це цеи ця чи чому ще може можна
        маю треба робити
    """,
    "vi": """
        a ai anh bi cac cai can chi cho co cua cung da dang de den di duoc em gi giup hay hoi khi la lam lai len mot
        nao nay neu nguoi nhu nhung o phai ra rat sao se tai the thi toi toi trong tu va van ve voi xin
    """,
}
# Everyday words that say a little: they count, but no more than a word that very many answers have.
_WEAK = {
    "cs": """
        cas chodit cely clovek cislo den dneska dnes dlouho doba hodina hodin hodne hlasit info informace jiny kolik
        kolika kontakt lide maly mesic minuta misto mluvit myslet myslim nahlasit nechat nekolik novy oznamit plzen
        plzni plzensky poznat poznam poznat potrebovat povedet rano rok roku rict sehnat spatny stat stejny tady tyden
        vec vecer velky vcera videt zitra zavolat zvlastni zname
    """,
}
STOPWORDS = {language: frozenset(words.split()) for language, words in _WORDS.items()}
WEAK = {language: frozenset(words.split()) for language, words in _WEAK.items()}
