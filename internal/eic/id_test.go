package eic

import (
	"bytes"
	"strings"
	"testing"
)

var pima = ClusterIDOf("pima")

func TestDeriveID(t *testing.T) {
	own := DeriveID(NeedType, pima, External{"files", "n1"})
	cases := []struct {
		name string
		got  ID
		same bool // as own
	}{
		{"the same record", DeriveID(NeedType, pima, External{"files", "n1"}), true},
		{"kept by source thirdplace", DeriveID(NeedType, pima, External{OwnSource, string(own)}), true},
		{"another type", DeriveID(GrantType, pima, External{"files", "n1"}), false},
		{"another cluster", DeriveID(NeedType, ClusterIDOf("yuma"), External{"files", "n1"}), false},
		{"another source", DeriveID(NeedType, pima, External{"list", "n1"}), false},
		{"parts do not run together", DeriveID(NeedType, pima, External{"filesn", "1"}), false},
		{"an id of another type is not kept", DeriveID(GrantType, pima, External{OwnSource, string(own)}), false},
		{"an id of another cluster is not kept", DeriveID(NeedType, ClusterIDOf("yuma"), External{OwnSource, string(own)}), false},
	}
	for _, c := range cases {
		if got := c.got == own; got != c.same {
			t.Errorf("%s: %s, own %s: same is %v, want %v", c.name, c.got, own, got, c.same)
		}
		if _, err := ParseID(string(c.got)); err != nil {
			t.Errorf("%s: %s does not parse: %v", c.name, c.got, err)
		}
	}
	if got, want := own.Type(), NeedType; got != want {
		t.Errorf("type: got %v, want %v", got, want)
	}
	if got := own.Cluster(); got != pima {
		t.Errorf("cluster: got %v, want %v", got, pima)
	}
	if got := DeriveID(ClusterType, "", External{"any", "pima"}); ID(pima) != got {
		t.Errorf("a cluster's id depends on its external id alone: got %v, want %v", got, pima)
	}
}

func TestDerivedIDsStay(t *testing.T) {
	// Ids are kept by programs outside: a change of the derivation loses them.
	if got, want := pima, ClusterID("cluster.3ns3fvn136"); got != want {
		t.Errorf("cluster: got %s, want %s", got, want)
	}
	if got, want := DeriveID(NeedType, pima, External{"files", "n1"}), ID("need.3ns3fvn136.2gaemfitjqkijgspfb29"); got != want {
		t.Errorf("need: got %s, want %s", got, want)
	}
}

func TestParseID(t *testing.T) {
	fresh, err := NewID(PilotOfferType, pima, bytes.NewReader(make([]byte, 13)))
	if err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		said string
		want Type // 0: refused
	}{
		{string(pima), ClusterType},
		{string(fresh), PilotOfferType},
		{"topic-bees", TopicType},
		{"topic-", 0},
		{"topic-Bees", 0},
		{"topic.shared." + strings.Repeat("a", 20), TopicType},
		{"need.shared." + strings.Repeat("a", 20), 0},
		{"need.0123456789." + strings.Repeat("a", 19), 0},
		{"need.0123456789." + strings.Repeat("z", 20), 0},
		{"cluster.0123456789." + strings.Repeat("a", 20), 0},
		{"wish.0123456789." + strings.Repeat("a", 20), 0},
		{"", 0},
		{".", 0},
		{"need.0123456789", 0},
		{"'; DROP TABLE need; --", 0},
	}
	for _, c := range cases {
		id, err := ParseID(c.said)
		if (err == nil) != (c.want != 0) || id.Type() != c.want && err == nil {
			t.Errorf("%q: got %v (%v), want type %v", c.said, id.Type(), err, c.want)
		}
	}
	if _, err := ParseRef[PersonID](string(fresh), PersonType); err == nil {
		t.Error("a pilot offer was taken for a person")
	}
}

func FuzzParseID(f *testing.F) {
	f.Add("need.0123456789.aaaaaaaaaaaaaaaaaaaa")
	f.Add("topic-bees")
	f.Fuzz(func(t *testing.T, s string) {
		id, err := ParseID(s)
		if err != nil {
			return
		}
		if id.Type() == 0 {
			t.Errorf("%q parses and has no type", s)
		}
		for _, of := range []ClusterID{"", id.Cluster()} {
			above, below := IDRange(id.Type(), of)
			if id.Type() != ClusterType && (id <= above || id >= below) {
				t.Errorf("%q is not between %q and %q", s, above, below)
			}
		}
		if c := id.Cluster(); c != "" {
			if _, err := ParseID(string(c)); err != nil {
				t.Errorf("%q: its cluster %q does not parse", s, c)
			}
		}
	})
}
