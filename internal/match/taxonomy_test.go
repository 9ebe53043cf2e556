package match

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
)

func TestNewTaxonomyRefuses(t *testing.T) {
	for name, topics := range map[string][]*eic.Topic{
		"a topic without an id": {topic("", eic.Subject, "en:bees")},
		"two topics of one id":  {topic("topic-a", eic.Subject, "en:a"), topic("topic-a", eic.Subject, "en:b")},
	} {
		if _, err := NewTaxonomy(topics); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: got %v, want Invalid", name, err)
		}
	}
}

// TestFaultyEdges: a circle a -> b -> c -> a loses the edge that would close it,
// the last in the order of ids, whatever the order of the topics.
func TestFaultyEdges(t *testing.T) {
	make := func() []*eic.Topic {
		a, b, c := topic("topic-a", eic.Subject, "en:apple"), topic("topic-b", eic.Subject, "en:berry"), topic("topic-c", eic.Subject, "en:the")
		a.Broader = []eic.TopicID{"topic-b"}
		b.Broader = []eic.TopicID{"topic-c", "topic-nowhere"}
		c.Broader = []eic.TopicID{"topic-a"}
		c.Related = []eic.TopicID{"topic-c"}
		return []*eic.Topic{a, b, c}
	}
	want := []string{"topic-b broader.1", "topic-c broader.0", "topic-c related.0", "topic-c label"}
	for _, order := range [][]int{{0, 1, 2}, {2, 1, 0}, {1, 2, 0}} {
		topics := make()
		tax, err := NewTaxonomy([]*eic.Topic{topics[order[0]], topics[order[1]], topics[order[2]]})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range tax.Check() {
			got = append(got, f.Path)
		}
		if !slices.Equal(got, want) {
			t.Errorf("order %v: got %q, want %q", order, got, want)
		}
	}
	if got := sampleTaxonomy(t).Check(); len(got) != 0 {
		t.Errorf("sample: %v", got)
	}
}

func TestNilTaxonomy(t *testing.T) {
	var none *Taxonomy
	if none.Len() != 0 || none.Topic("topic-bees") != nil || none.Link(Analyse("bees", ""), Given{}) != nil || none.Search("bees", eic.English, 3) != nil {
		t.Error("nil taxonomy has topics")
	}
}

func TestTopicToken(t *testing.T) {
	seen := map[string]eic.TopicID{}
	for _, id := range []eic.TopicID{
		"topic-small-business", "topic-smallbusiness", "topic-smallzhbusiness", "topic.shared.0123", "topic-shared-0123", "topic-jazz",
	} {
		token := TopicToken(id)
		if other, taken := seen[token]; taken {
			t.Errorf("%s and %s are both %s", id, other, token)
		}
		seen[token] = id
		if token[0] != 't' || strings.Trim(token, "abcdefghijklmnopqrstuvwxyz0123456789") != "" {
			t.Errorf("%s: token %q", id, token)
		}
	}
}

func TestTie(t *testing.T) {
	tax, w := sampleTaxonomy(t), DefaultWeights()
	for _, test := range []struct {
		name       string
		asked, met eic.TopicID
		q          float64
		want       float64
		path       string
	}{
		{"same", "topic-bees", "topic-bees", .5, 1, "topic-bees=topic-bees"},
		{"narrower", "topic-mathematics", "topic-fractions", .5, .8, "topic-mathematics>topic-fractions"},
		{"broader", "topic-fractions", "topic-mathematics", .5, .3, "topic-fractions<topic-mathematics"},
		{"related", "topic-bees", "topic-pollination", 1, .5, "topic-bees~topic-pollination"},
		{"sibling", "topic-fractions", "topic-statistics", .8, .4, "topic-fractions<topic-mathematics topic-mathematics>topic-statistics"},
		{"two edges down", "topic-science", "topic-bees", .5, .36, "topic-science>topic-biology topic-biology>topic-bees"},
		{"bridge", "topic-bees", "topic-beekeeping", .5, .9, "topic-bees-topic-beekeeping"},
		{"bridge, from its other end", "topic-carpentry", "topic-fractions", .5, .7, "topic-carpentry-topic-fractions"},
		{"an edge and a bridge", "topic-mathematics", "topic-carpentry", 1, .36 * .7, "topic-mathematics>topic-fractions topic-fractions-topic-carpentry"},
		{"nothing within two edges", "topic-science", "topic-carpentry", 1, 0, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			asked, met := tax.places[test.asked], tax.places[test.met]
			way := tax.tie(asked, met, test.q, &w)
			if !close(way.value, test.want) {
				t.Errorf("value %v, want %v", way.value, test.want)
			}
			if got := drawn(tax.path(asked, met, way)); got != test.path {
				t.Errorf("path %s, want %s", got, test.path)
			}
		})
	}
}

func drawn(path []Step) string {
	arrows := map[Relation]string{SameTopic: "=", NarrowerTopic: ">", BroaderTopic: "<", RelatedTopic: "~", BridgedTopic: "-"}
	var steps []string
	for _, s := range path {
		steps = append(steps, string(s.From)+arrows[s.Relation]+string(s.To))
	}
	return strings.Join(steps, " ")
}

func close(a, b float64) bool { return a-b < 1e-9 && b-a < 1e-9 }

// TestHub: two things tied to something that everything is tied to are not
// thereby tied to each other.
func TestHub(t *testing.T) {
	topics := []*eic.Topic{topic("topic-all", eic.Subject, "en:everything")}
	for _, name := range strings.Split("abcdefghij", "") {
		x := topic("topic-x"+name, eic.Subject, "en:"+name+name+name)
		x.Broader = []eic.TopicID{"topic-all"}
		topics = append(topics, x)
	}
	tax, err := NewTaxonomy(topics)
	if err != nil {
		t.Fatal(err)
	}
	w := DefaultWeights()
	if got := tax.tie(1, 2, 1, &w).value; got != .5 {
		t.Errorf("sibling of few: %v, want .5", got)
	}
	w.HubEdges = 9
	if got := tax.tie(1, 2, 1, &w).value; got != 0 {
		t.Errorf("sibling of many: %v, want 0", got)
	}
}

func TestNeighbours(t *testing.T) {
	w := DefaultWeights()
	var got []eic.TopicID
	for _, n := range sampleTaxonomy(t).neighbours("topic-beekeeping", func(eic.TopicID) float64 { return 1 }, &w) {
		got = append(got, n.topic)
	}
	want := []eic.TopicID{"topic-bees", "topic-biology", "topic-pollination"}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestSearch(t *testing.T) {
	tax := sampleTaxonomy(t)
	for _, test := range []struct {
		name, query string
		lang        eic.Language
		want        []eic.TopicID
	}{
		{"beginning of a label", "bee", eic.English, []eic.TopicID{"topic-bees", "topic-beekeeping"}},
		{"of the other language, without accents", "POLINIZACION", eic.English, []eic.TopicID{"topic-pollination"}},
		{"own language first", "a", eic.Spanish, []eic.TopicID{"topic-bees", "topic-beekeeping"}},
		{"by its stems, in any order", "ecologies for gardens", eic.English, []eic.TopicID{"topic-garden-ecology"}},
		{"misspelt", "fracshions", eic.English, []eic.TopicID{"topic-fractions"}},
		{"nothing", "zzz", eic.English, nil},
		{"no words", " ", eic.English, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := tax.Search(test.query, test.lang, 2); !reflect.DeepEqual(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
	if got := tax.Search("bee", eic.English, 0); got != nil {
		t.Errorf("none wanted, got %v", got)
	}
}

// TestSearchIsPrefixed: asking for fewer topics gives the first of those that
// asking for more gives, each once, whatever was passed over to find them.
func TestSearchIsPrefixed(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	words := strings.Fields("bee bees beehive garden gardens gardener the school schooling abeja abejas jardin jardines of")
	found := 0
	for range 200 {
		tax := mustTaxonomy(t, randomTopics(r, words))
		query := words[r.IntN(len(words))]
		if r.IntN(2) == 0 {
			query = query[:1+r.IntN(len(query))]
		}
		if r.IntN(2) == 0 {
			query = words[r.IntN(len(words))] + " " + query
		}
		lang := []eic.Language{eic.English, eic.Spanish, "fr", ""}[r.IntN(4)]
		all := tax.Search(query, lang, tax.Len())
		found += len(all)
		if sorted := slices.Sorted(slices.Values(all)); len(slices.Compact(sorted)) != len(all) {
			t.Fatalf("%q: a topic is there twice: %v", query, all)
		}
		for most := range all {
			if got := tax.Search(query, lang, most); !slices.Equal(got, all[:most]) {
				t.Fatalf("%q, %d: got %v, want %v", query, most, got, all[:most])
			}
		}
	}
	if found < 500 {
		t.Errorf("only %d topics were found", found)
	}
}
