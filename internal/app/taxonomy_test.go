package app

import (
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/match"
)

// TestShippedTopics is what somebody who edits the tables runs. Each line says
// the file, the line and what to do.
func TestShippedTopics(t *testing.T) {
	files, err := shippedFiles()
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range checkEdition(files) {
		t.Error(fault)
	}
	topics, bridges, roots := shipped(t), 0, 0
	for _, topic := range topics {
		bridges += len(topic.Bridges)
		if len(topic.Broader) == 0 {
			roots++
		}
	}
	if len(topics) < 380 || bridges < 150 || roots > 40 {
		t.Errorf("%d topics, %d bridges, %d roots", len(topics), bridges, roots)
	}
}

func shipped(t *testing.T) []*eic.Topic {
	t.Helper()
	files, err := shippedFiles()
	if err != nil {
		t.Fatal(err)
	}
	topics, err := readShipped(files)
	if err != nil {
		t.Fatal(err)
	}
	return topics
}

// TestFundsOfKnowledge: every part of life that a fund of knowledge may come from has
// topics, so that nobody who offers one finds no word for it.
func TestFundsOfKnowledge(t *testing.T) {
	roots := map[eic.FundCategory]eic.TopicID{
		eic.HomeLanguage: "topic-home-language", eic.ValuesAndTraditions: "topic-family-traditions",
		eic.Caregiving: "topic-caregiving", eic.FriendsAndFamily: "topic-family-life", eic.Outings: "topic-outings",
		eic.Household: "topic-household", eic.Education: "topic-learning-at-home", eic.Media: "topic-media",
		eic.Occupation: "topic-careers", eic.Science: "topic-everyday-science", eic.Agriculture: "topic-agriculture",
		eic.ConstructionAndRepair: "topic-building-repair", eic.Economics: "topic-earning-a-living",
		eic.HealthAndFolkMedicine: "topic-family-health", eic.ArtsAndCraft: "topic-crafts", eic.LocalHistory: "topic-community-memory",
	}
	below := map[eic.TopicID]int{}
	topics := shipped(t)
	for _, topic := range topics {
		for _, id := range topic.Broader {
			below[id]++
		}
	}
	for _, category := range eic.EveryFundCategory() {
		if root := roots[category]; below[root] < 4 {
			t.Errorf("%v: %d topics below %q", category, below[root], root)
		}
	}
}

// A small edition without a fault.
var goodEdition = map[string]string{
	"science.csv": `id,kind,broader,related,english,english also,spanish,spanish also
topic-physics,SUBJECT,,,physics,laws of nature,física,leyes de la naturaleza
topic-friction,SUBJECT,topic-physics,,friction,brakes; rubbing,fricción,frenos
`,
	"trades.csv": `id,kind,broader,related,english,english also,spanish,spanish also
topic-mechanic,OCCUPATION,,,mechanic,car doctor,mecánico,doctor de carros
`,
	"bridges.csv":   "from,to,weight,why\ntopic-friction,topic-mechanic,0.8,Brakes are friction\n",
	"ambiguous.csv": "label,language,topics,why\n",
}

// TestEditionFaults shows that each rule bites, and says where.
func TestEditionFaults(t *testing.T) {
	const heads = "id,kind,broader,related,english,english also,spanish,spanish also\n"
	cases := []struct{ name, file, content, want string }{
		{"nothing", "extra.csv", heads, ""},
		{"a column that is missing", "extra.csv", "id,kind,broader,english,english also,spanish,spanish also\n", "extra.csv:1: no_column [[related]]"},
		{"a column nobody asked for", "extra.csv", "grades," + heads, "extra.csv:1: unknown_field [grades]"},
		{"a row that is too short", "extra.csv", heads + "topic-x,SUBJECT\n", "extra.csv:2: bad_csv [wrong number of fields]"},
		{"an open quote", "extra.csv", heads + "topic-x,SUBJECT,,,\"x,,x,\n", "extra.csv:2: bad_csv"},
		{"no kind of topic", "extra.csv", heads + "topic-x,SUBJET,topic-physics,,xylem,,xilema,\n", "extra.csv:2.kind: not_one_of [SUBJET"},
		{"no Spanish", "extra.csv", heads + "topic-x,SUBJECT,topic-physics,,xylem,,,\n", "extra.csv:2.spanish: required"},
		{"no English", "extra.csv", heads + "topic-x,SUBJECT,topic-physics,,,,xilema,\n", "extra.csv:2.english: required"},
		{"an id used again", "extra.csv", heads + "topic-physics,SUBJECT,,topic-mechanic,xylem,,xilema,\n", "science.csv:2 id: repeated [topic-physics]"},
		{"an id of another form", "extra.csv", heads + "Topic X,SUBJECT,topic-physics,,xylem,,xilema,\n", `extra.csv:2: the id "Topic X"`},
		{"a reference to nothing", "extra.csv", heads + "topic-x,SUBJECT,topic-y,,xylem,,xilema,\n", "extra.csv:2.broader: unknown_ref [Topic topic-y]"},
		{"a circle", "science.csv", heads + "topic-physics,SUBJECT,topic-friction,,physics,,física,\ntopic-friction,SUBJECT,topic-physics,,friction,,fricción,\n", "self_ref"},
		{"a topic alone", "extra.csv", heads + "topic-x,SUBJECT,,,xylem,,xilema,\n", "extra.csv:2: topic-x is tied to no other topic"},
		{"two ties", "extra.csv", heads + "topic-x,SUBJECT,topic-physics,topic-physics,xylem,,xilema,\n", "extra.csv:2: topic-x and topic-physics are tied twice: broader and related"},
		{"only function words", "extra.csv", heads + "topic-x,SUBJECT,topic-physics,,xylem,and the,xilema,\n", "extra.csv:2: topic-x label: malformed [and the]"},
		{"the same stems twice", "extra.csv", heads + "topic-x,SUBJECT,topic-physics,,xylem,xylems,xilema,\n", `extra.csv:2: "xylem" and "xylems" are the same words`},
		{"the same stems twice in Spanish", "extra.csv", heads + "topic-x,SUBJECT,topic-physics,,xylem,,xilema,xilemas\n", `extra.csv:2: "xilema" and "xilemas" are the same words`},
		{"a word for everything", "extra.csv", heads + "topic-x,SUBJECT,topic-physics,,xylem,school,xilema,\n", `extra.csv:2: "school" means many things`},
		{"a label of another topic", "extra.csv", heads + "topic-x,SUBJECT,topic-physics,,xylem,brake,xilema,\n", `"brake" is a label of topic-friction and topic-x: make one longer, or say in ambiguous.csv`},
		{"a label of another topic in Spanish", "extra.csv", heads + "topic-x,SUBJECT,topic-physics,,xylem,,xilema,mecánicas\n", `extra.csv:2: "mecánicas" is a label of topic-mechanic and topic-x`},
		{"a label that is another's in the other language", "extra.csv", heads + "topic-x,SUBJECT,topic-physics,,xylem,doctor de carros,xilema,\n", `extra.csv:2: "doctor de carros" is a label of topic-mechanic and topic-x`},
		{"a bridge to nobody", "bridges.csv", "from,to,weight,why\ntopic-friction,topic-x,0.8,It is so\n", "bridges.csv:2 bridge.to: unknown_ref [Topic topic-x]"},
		{"a bridge that is no number", "bridges.csv", "from,to,weight,why\ntopic-friction,topic-mechanic,much,It is so\n", "bridges.csv:2 bridge.weight: wrong_type"},
		{"a weight above 1", "bridges.csv", "from,to,weight,why\ntopic-friction,topic-mechanic,2,It is so\n", "science.csv:3.bridges.0.weight: out_of_range"},
		{"a weight off the scale", "bridges.csv", "from,to,weight,why\ntopic-friction,topic-mechanic,0.7,It is so\n", "bridges.csv:2: the weight 0.7 is not on the scale"},
		{"a bridge without a reason", "bridges.csv", "from,to,weight,why\ntopic-friction,topic-mechanic,0.8,\n", "bridges.csv:2: the bridge has no reason"},
		{"a bridge the wrong way round", "bridges.csv", "from,to,weight,why\ntopic-mechanic,topic-friction,0.8,It is so\n", "bridges.csv:2: a bridge leads from OCCUPATION to SUBJECT"},
		{"a bridge between two things taught", "bridges.csv", "from,to,weight,why\ntopic-friction,topic-mechanic,0.8,It is so\ntopic-physics,topic-friction,0.8,It is so\n", "bridges.csv:3: a bridge leads from SUBJECT to SUBJECT"},
		{"an ambiguity that is none", "ambiguous.csv", "label,language,topics,why\nbrakes,en,topic-friction; topic-mechanic,It is so\n", `ambiguous.csv:2: "brakes" is a label of one topic at most`},
		{"an ambiguity of no language", "ambiguous.csv", "label,language,topics,why\nbrakes,fr,topic-friction; topic-mechanic,It is so\n", "ambiguous.csv:2: the language is en or es, not fr"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := checkEdition(editionWith(c.file, c.content))
			if c.want == "" && len(got) > 0 {
				t.Errorf("got %q", got)
			}
			if c.want != "" && !slices.ContainsFunc(got, func(s string) bool { return strings.Contains(s, c.want) }) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// editionWith is the good edition with one file more, or another one.
func editionWith(file, content string) fs.FS {
	files := fstest.MapFS{}
	for name, text := range goodEdition {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	files[file] = &fstest.MapFile{Data: []byte(content)}
	return files
}

// TestAmbiguousLabels: a label of two topics is allowed where it is declared with
// exactly these, and a spreadsheet's byte order mark is no part of a heading.
func TestAmbiguousLabels(t *testing.T) {
	files := editionWith("extra.csv", "\ufeffid,kind,broader,related,english,english also,spanish,spanish also\n"+
		"topic-x,SUBJECT,topic-physics,,xylem,brake,xilema,\n").(fstest.MapFS)
	for topics, want := range map[string]string{
		"topic-friction; topic-x":                "",
		"topic-x; topic-friction":                "",
		"topic-friction; topic-x; topic-physics": "ambiguous.csv:2: \"brakes\" is a label of topic-friction and topic-x",
	} {
		files["ambiguous.csv"] = &fstest.MapFile{Data: []byte("label,language,topics,why\nbrakes,en," + topics + ",cars or plants\n")}
		if got := strings.Join(checkEdition(files), "\n"); want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("%s: got %q, want %q", topics, got, want)
		}
	}
}

// TestShippedTopicsLink shows that the words people really use name topics, and
// that parts of other words do not.
func TestShippedTopicsLink(t *testing.T) {
	tax, err := match.NewTaxonomy(shipped(t))
	if err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		text string
		want []eic.TopicID
	}{
		{"Why do bees matter?", []eic.TopicID{"topic-bees"}},
		{"Las abejas del desierto", []eic.TopicID{"topic-bees", "topic-desert"}},
		{"las fracciones", []eic.TopicID{"topic-fractions"}},
		{"I am a carpenter", []eic.TopicID{"topic-carpenter"}},
		{"a career in retail", nil},
	}
	for _, c := range cases {
		var got []eic.TopicID
		for _, l := range tax.Link(match.Analyse(c.text, ""), match.Given{}) {
			if l.Confidence == 1 {
				got = append(got, l.Topic)
			}
		}
		slices.Sort(got)
		if got = slices.Compact(got); !slices.Equal(got, c.want) {
			t.Errorf("%q: got %v, want %v", c.text, got, c.want)
		}
	}
}
