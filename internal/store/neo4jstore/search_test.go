package neo4jstore

import (
	"strings"
	"testing"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
)

const here = eic.ClusterID("cluster.0123456789")

func TestMatching(t *testing.T) {
	cases := []struct {
		name          string
		cluster       eic.ClusterID
		words, topics []string
		want          string
	}{
		{"nothing", here, nil, nil, ""},
		{"words", here, []string{"bee", "hive"}, nil, "+searchCluster:0123456789 +(searchTitle:(bee hive)^3 searchBody:(bee hive))"},
		{"topics", here, nil, []string{"t1"}, "+searchCluster:0123456789 +(searchTopics:(t1))"},
		{"both", here, []string{"bee"}, []string{"t1"}, "+searchCluster:0123456789 +(searchTitle:(bee)^3 searchBody:(bee) searchTopics:(t1))"},
		{"what is no token", here, []string{"bee*", `"`, "AND", "b\u00e9e", "", "a b"}, []string{"t1)"}, ""},
		{"what is no token beside one", here, []string{"bee OR", "wax"}, nil, "+searchCluster:0123456789 +(searchTitle:(wax)^3 searchBody:(wax))"},
		{"no cluster", "", []string{"bee"}, nil, ""},
		{"a cluster that is none", "cluster.x) OR (*", []string{"bee"}, nil, ""},
	}
	for _, c := range cases {
		if got := matching(c.cluster, c.words, c.topics); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
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
			want = "+searchCluster:0123456789 +(searchTitle:(" + word + ")^3 searchBody:(" + word + ") searchTopics:(" + word + "))"
		}
		got := matching(here, []string{word}, []string{word})
		if got != want || strings.ContainsFunc(word, func(r rune) bool { return r > 'z' }) && got != "" {
			t.Errorf("%q: got %q, want %q", word, got, want)
		}
	})
}
