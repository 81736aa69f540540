"""Given names that are usual in Czech lists, without diacritics: they tell which word of a name is the surname."""

_NAMES = """
    abigail adam adela adolf adrian adriana agata agnes ales alan albert albina alena alex alexander alexandr
    alexandra alexej alfred alice alois aloisie alzbeta amalie ambroz anastazie anatolij andrea andrej aneta anezka
    angelika anh anna anton antonie antonin apolena arnost artem artur augustin barbara barbora bartolomej beata
    beatrice bedrich benedikt benjamin berta blahoslav blanka blazej bogdan bohdan bohdana bohumil bohumila bohumir
    bohuslav bohuslava boleslav boris borivoj bozena bozidar branislav bretislav bronislav bronislava cecilie ctibor
    ctirad cyril dagmar dalibor dalimil dana daniel daniela danuse darina darja david denis denisa diana dita
    dmitrij dominik dominika dorota drahomira drahoslav drahoslava dung dusan edita eduard ela elena elisabeth
    eliska ella ema emanuel emil emilie erich erik erika ester eva evelina evzen evzenie fabian felix ferdinand
    filip filomena frantisek frantiska gabriel gabriela gita gizela gustav hana hanka hanus hedvika helena herbert
    hermina honza hubert hugo hynek ignac igor ilja ilona ingrid irena iryna iva ivan ivana iveta ivo ivona izabela
    jachym jakub jan jana jarmila jarmil jaromir jaroslav jaroslava jaruska jindra jindrich jindriska jiri jirina
    jitka jolana jonas josef josefa josefina judita julie julius juraj justyna kamil kamila karel karin karla
    karolina katarina katerina klara klaudie klement kristian kristyna kveta kvetoslav kvetoslava kvetuse ladislav
    ladislava lada lan laura lea lena lenka leon leona leopold leos libor liborius libuse lida liliana linda linh
    lubomir lubomira lubor lubos lucie lucian ludek ludmila ludvik lukas lumir lydie magda magdalena mai marcel
    marcela marek margita marian mariana marie marika mario marketa markus marta martin martina matej matous matyas
    maxim maxmilian medard metodej michaela michal mikolas mikulas milada milan milana milena milos miloslav
    miloslava milous mirek miriam miroslav miroslava mojmir monika mykola nadezda nam natalia natalie nela nikol
    nikola nikolaj nina nora norbert oldrich oldriska oleg oleh oleksandr olena olga oliver olivie ondrej ota otakar
    otmar otto ottokar patricie patrik pavel pavla pavlina peter petr petra petronela premysl prokop radana radek
    radim radka radko radmila radomir radoslav radoslava radovan regina rehor renata renate rene richard robert
    robin roland roman romana rostislav rudolf ruzena sabina samuel sandra sara sarka sava sebastian sergej serhij
    silvestr silvie simon simona slavka slavoj slavomir slavomira sofie sona stanislav stanislava stefan stefanie
    stela svatava svatopluk svatoslav sylva sylvie tadeas tamara tatana teodor tereza terezie thanh thi thomas tibor
    tobias tomas tomasz tuan vaclav vaclava valentin valentina valerie vanda vasil vasyl vavrinec vendula vera
    veronika viktor viktorie vilem vilma vincenc viola vit vitezslav vladan vladena vladimir vladimira vladislav
    vladislava vlasta vlastimil vlastimila vlastislav vojtech volodymyr vratislav xaver xenie yvona yveta zbynek
    zbysek zdenek zdena zdenka zdislav zdislava zikmund zina zita zlata zlatko zlatuse zofie zora zuzana zoltan
"""
GIVEN_NAMES = frozenset(_NAMES.split())
