package app_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/auth"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store/sqlitestore"
)

// BenchmarkNetwork asks for the matches of a need in its cluster of 500 offers, and
// over a network of twenty such clusters in one file.
func BenchmarkNetwork(b *testing.B) {
	const clusters, offers = 20, 500
	engine, err := sqlitestore.Open(b.Context(), filepath.Join(b.TempDir(), "graph.sqlite"))
	if err != nil {
		b.Fatal(err)
	}
	defer engine.Close()
	s, err := app.Open(b.Context(), app.Config{Store: engine, Now: func() time.Time { return noon }})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close(b.Context())
	words := strings.Fields("bees hives honey volcano boats rivers maps music bread clay loom stars robots seeds soil bridges tiles paint songs stories")
	for c := range clusters {
		var text strings.Builder
		fmt.Fprintf(&text, `{"type":"Cluster","externalId":"c%d","name":"C%d","review":false}`+"\n", c, c)
		fmt.Fprintf(&text, `{"type":"Person","externalId":"p","cluster":"c%d","name":"P","roles":["EDUCATOR","COMMUNITY_PARTNER"]}`+"\n", c)
		fmt.Fprintf(&text, `{"type":"Need","externalId":"n","cluster":"c%d","postedBy":"p","title":"Why do bees matter?","description":"We plant seeds in our soil and sing songs about rivers."}`+"\n", c)
		fmt.Fprintf(&text, `{"type":"Person","externalId":"k","cluster":"c%d","name":"K","roles":["COMMUNITY_PARTNER"]}`+"\n", c)
		for n := range offers {
			fmt.Fprintf(&text, `{"type":"FundOfKnowledge","externalId":"o%d","cluster":"c%d","offeredBy":"k","title":"I know %s and %s","description":"My %s, the %s and our %s."}`+"\n",
				n, c, words[(n*7+c)%20], words[(n*3)%20], words[(n+c)%20], words[(n*n)%20], words[(n/20)%20])
		}
		if _, err := s.ApplyLines(b.Context(), lines(b, text.String()), true); err != nil {
			b.Fatal(err)
		}
	}
	if err := s.FinishImport(b.Context()); err != nil {
		b.Fatal(err)
	}
	of := func(t eic.Type, key string) eic.ID {
		return eic.DeriveID(t, eic.ClusterIDOf("c0"), eic.External{Source: "test", ID: key})
	}
	v, err := s.Viewer(auth.WithPrincipal(b.Context(), auth.Principal{Person: eic.PersonID(of(eic.PersonType, "p"))}))
	if err != nil {
		b.Fatal(err)
	}
	for _, scope := range []eic.MatchScope{eic.ScopeCluster, eic.ScopeNetwork} {
		b.Run(scope.String(), func(b *testing.B) {
			for b.Loop() {
				a := s.NeedMatches(b.Context(), v, []app.MatchArgs{{ID: of(eic.NeedType, "n"), First: 10, Balance: true, Scope: scope}})[0]
				if a.Err != nil || len(a.Page.Matches) != 10 || len(a.Page.Missing) > 0 {
					b.Fatal(a.Err, len(a.Page.Missing))
				}
			}
		})
	}
}
