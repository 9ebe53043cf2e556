package neo4jstore

import (
	"strings"
	"testing"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
)

const here = eic.ClusterID("cluster.0123456789")

func TestMatching(t *testing.T) {
	tokens := func(texts ...string) (list []store.Token) {
		for i, text := range texts {
			list = append(list, store.Token{Text: text, Weight: 10 + i})
		}
		return list
	}
	cases := []struct {
		name          string
		cluster       eic.ClusterID
		words, topics []store.Token
		want          string
	}{
		{"nothing", here, nil, nil, ""},
		{"words", here, tokens("bee", "hive"), nil,
			"+searchCluster:0123456789^0 +(searchTitle:(/bee/^30 /hive/^33 )searchBody:(/bee/^20 /hive/^22 ))" + equals},
		{"topics", here, nil, tokens("t1"), "+searchCluster:0123456789^0 +(searchTopics:(/t1/^20 ))" + equals},
		{"one twice", here, nil, tokens("t1", "t1"), "+searchCluster:0123456789^0 +(searchTopics:(/t1/^20 ))" + equals},
		{"what is no token", here, tokens("bee*", `"`, "AND", "b\u00e9e", "", "a b"), tokens("t1)"), ""},
		{"what is no token beside one", here, tokens("bee OR", "wax"), nil,
			"+searchCluster:0123456789^0 +(searchTitle:(/wax/^33 )searchBody:(/wax/^22 ))" + equals},
		{"no cluster", "", tokens("bee"), nil, ""},
		{"a cluster that is none", "cluster.x) OR (*", tokens("bee"), nil, ""},
	}
	for _, c := range cases {
		if got := matching(c.cluster, c.words, c.topics); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestOrderTokens(t *testing.T) {
	cases := []struct {
		id   eic.ID
		want string
	}{
		{"need.0123456789.v0000000000000000000", ""},
		{"need.0123456789.u0000000000000000000", " o1"},
		{"fund.0123456789.00000000000000000000", " o16 o8 o4 o2 o1"},
		{"fund.0123456789.a0000000000000000000", " o16 o4 o1"}, // a is 10, and 31 - 10 = 16 + 4 + 1
	}
	for _, c := range cases {
		if got := orderTokens(c.id); got != c.want {
			t.Errorf("%s: got %q, want %q", c.id, got, c.want)
		}
	}
}

func TestEveryWord(t *testing.T) {
	cases := []struct {
		name  string
		words store.Words
		want  string
	}{
		{"each is required", store.Words{{"bee", "abeja"}, {"wax"}},
			"+searchCluster:0123456789 +(searchTitle:(bee abeja) searchBody:(bee abeja)) +(searchTitle:(wax) searchBody:(wax))"},
		{"one that nothing has", store.Words{{"bee"}, nil}, ""},
		{"one that is no token", store.Words{{"bee"}, {"wax\""}}, ""},
	}
	for _, c := range cases {
		if got := everyWord(here, c.words); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

// FuzzMatching looks for a word that gets more into a query than itself.
func FuzzMatching(f *testing.F) {
	for _, seed := range []string{"bee", "bee) OR (wax", "+searchCluster:x", "b\x00e", "TO", "a^9"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, word string) {
		want := ""
		if isToken(word) {
			one := ":(/" + word + "/^"
			want = "+searchCluster:0123456789^0 +(searchTitle" + one + "21 )searchBody" + one + "14 )searchTopics" + one + "14 ))" + equals
		}
		tokens := []store.Token{{Text: word, Weight: 7}}
		got := matching(here, tokens, tokens)
		if got != want || strings.ContainsFunc(word, func(r rune) bool { return r > 'z' }) && got != "" {
			t.Errorf("%q: got %q, want %q", word, got, want)
		}
	})
}
