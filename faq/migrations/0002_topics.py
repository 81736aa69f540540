"""The topics the portal starts with; all of them can be edited in the admin."""

from django.db import migrations

TOPICS = [  # slug, title, summary, reply within (working days)
    ("verejny-poradek", "Veřejný pořádek", "Hluk, rušení nočního klidu, nepořádek, vandalismus, spory v okolí.", 5),
    ("doprava-a-parkovani", "Doprava a parkování", "Špatné parkování, vraky, nebezpečná místa, rychlá jízda.", 5),
    ("cizinci-a-mensiny", "Cizinci a menšiny", "Soužití, jazyk, dotazy cizinců, projevy nenávisti.", 5),
    ("prevence-kriminality", "Prevence kriminality", "Zabezpečení domu, bytu, kola a věcí, bezpečí v ulici.", 5),
    ("podvody", "Podvody po telefonu a na internetu", "Falešní bankéři, podvodné zprávy a inzeráty.", 3),
    ("kybersikana-a-deti", "Kyberšikana a děti", "Šikana, nebezpečí na internetu, děti bez dohledu.", 3),
    ("seniori", "Bezpečí seniorů", "Podomní prodejci, falešní příbuzní, osamělí sousedé.", 5),
    ("domaci-nasili", "Domácí násilí a pomoc obětem", "Strach o sebe nebo o někoho blízkého.", 2),
    ("drogy", "Drogy a alkohol", "Pohozené stříkačky, prodej drog, pití na veřejnosti.", 3),
    ("ztraty-a-nalezy", "Ztráty a nálezy", "Nalezené doklady, klíče, telefony a jiné věci.", 3),
    ("zvirata", "Zvířata", "Zatoulaná, týraná nebo nebezpečná zvířata.", 3),
    ("krizove-situace", "Krizové situace", "Povodně, výpadky, varování a připravenost.", 5),
]


def load(apps, schema_editor):
    topic = apps.get_model("faq", "Topic")
    for position, (slug, title, summary, days) in enumerate(TOPICS, 1):
        topic.objects.create(slug=slug, title=title, summary=summary, reply_days=days, position=10 * position)


class Migration(migrations.Migration):
    dependencies = [("faq", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
