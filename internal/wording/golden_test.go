package wording

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/match"
)

var update = flag.Bool("update", false, "write golden files again")

var tongues = []eic.Language{eic.English, eic.Spanish}

// golden compares a text with a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s: got\n%s\nwant\n%s", file, got, want)
	}
}

// labels are topics in both languages.
var labels = map[eic.TopicID]phrase{
	"fractions": {"fractions", "fracciones"}, "measuring": {"measuring", "medición"},
	"carpentry": {"carpentry", "carpintería"}, "bees": {"bees", "abejas"},
	"history": {"history", "historia"}, "standard": {"4.NF.A.1", "4.NF.A.1"},
}

func label(lang eic.Language) func(eic.TopicID) string {
	return func(id eic.TopicID) string { return labels[id].text(lang) }
}

func step(from, to eic.TopicID, r match.Relation) match.Step {
	return match.Step{From: from, To: to, Relation: r}
}

var (
	near = match.TopicPair{Asked: "fractions", Met: "carpentry", Value: .36, Path: []match.Step{
		step("fractions", "measuring", match.RelatedTopic), step("measuring", "carpentry", match.BridgedTopic)}}
	thirds  = match.TopicPair{Asked: "fractions", Met: "carpentry", Value: .5, Words: "thirds and fourths", Path: near.Path}
	bees    = match.TopicPair{Asked: "bees", Met: "bees", Value: 1, Words: "Bees"}
	history = match.TopicPair{Asked: "history", Met: "history", Value: 1}
)

func mustDay(s string) eic.Day {
	d, err := eic.ParseDay(s)
	if err != nil {
		panic(err)
	}
	return d
}

func span2031(start, end string) eic.Window {
	return eic.Window{Start: mustDay(start), End: mustDay(end)}
}

var reasonCases = []struct {
	name   string
	reason match.Reason
}{
	{"words", match.Reason{Factor: eic.FactorText, Value: .6, Contribution: .3, Evidence: match.Evidence{Words: []string{"bees", "garden", "pollination"}}}},
	{"one word", match.Reason{Factor: eic.FactorText, Value: .2, Contribution: .1, Evidence: match.Evidence{Words: []string{"bees"}}}},
	{"many words", match.Reason{Factor: eic.FactorText, Value: .9, Contribution: .4, Evidence: match.Evidence{Words: strings.Fields("a b c d e f g h")}}},
	{"hardly a word", match.Reason{Factor: eic.FactorText, Value: .01, Contribution: .005, Evidence: match.Evidence{Words: []string{"looking"}}}},
	{"spelled alike", match.Reason{Factor: eic.FactorText, Value: .1, Contribution: .05}},
	{"another wording", match.Reason{Factor: eic.FactorText, Value: .3, Contribution: .2, Evidence: match.Evidence{Meaning: .8}}},
	{"words and meaning", match.Reason{Factor: eic.FactorText, Value: .6, Contribution: .3, Evidence: match.Evidence{Words: []string{"bees"}, Meaning: .8}}},
	{"in other words", match.Reason{Factor: eic.FactorText, Value: .4, Contribution: .2, Evidence: match.Evidence{OtherWords: []string{"abejas", "miel"}}}},
	{"words and other words", match.Reason{Factor: eic.FactorText, Value: .6, Contribution: .3, Evidence: match.Evidence{Words: []string{"desert"}, OtherWords: []string{"abejas"}}}},
	{"no words", match.Reason{Factor: eic.FactorText}},
	{"near topic", match.Reason{Factor: eic.FactorTopic, Value: .4, Contribution: .2, Evidence: match.Evidence{Topics: []match.TopicPair{near}}}},
	{"near topic, asked in other words", match.Reason{Factor: eic.FactorTopic, Value: .4, Contribution: .2, Evidence: match.Evidence{Topics: []match.TopicPair{thirds}}}},
	{"same topics", match.Reason{Factor: eic.FactorTopic, Value: 1, Contribution: .3, Evidence: match.Evidence{Topics: []match.TopicPair{bees, history}}}},
	{"same and near", match.Reason{Factor: eic.FactorTopic, Value: .7, Contribution: .3, Evidence: match.Evidence{Topics: []match.TopicPair{bees, near}}}},
	{"no topics", match.Reason{Factor: eic.FactorTopic}},
	{"grades", match.Reason{Factor: eic.FactorCurriculum, Value: 1, Contribution: .05, Evidence: match.Evidence{GradesAsked: eic.SetOf(eic.G04), Grades: eic.SetOf(eic.G04)}}},
	{"grades, subject, standard", match.Reason{Factor: eic.FactorCurriculum, Value: 1, Contribution: .05, Evidence: match.Evidence{
		GradesAsked: eic.GradeRange(eic.KG, eic.G03), Grades: eic.GradeRange(eic.KG, eic.G03), Subjects: []eic.TopicID{"history"}, Standards: []eic.TopicID{"standard"}}}},
	{"few grades", match.Reason{Factor: eic.FactorCurriculum, Value: .2, Contribution: -.03, Evidence: match.Evidence{
		GradesAsked: eic.GradeRange(eic.G01, eic.G05), Grades: eic.SetOf(eic.G04, eic.G05)}}},
	{"other grades, a subject", match.Reason{Factor: eic.FactorCurriculum, Value: .2, Contribution: -.03, Evidence: match.Evidence{
		GradesAsked: eic.SetOf(eic.G04), Subjects: []eic.TopicID{"fractions"}}}},
	{"subjects", match.Reason{Factor: eic.FactorCurriculum, Value: .8, Contribution: .02, Evidence: match.Evidence{Subjects: []eic.TopicID{"bees", "history"}}}},
	{"grades, too few subjects", match.Reason{Factor: eic.FactorCurriculum, Value: .5, Contribution: -.01, Evidence: match.Evidence{
		GradesAsked: eic.SetOf(eic.G04), Grades: eic.SetOf(eic.G04)}}},
	{"no grades", match.Reason{Factor: eic.FactorCurriculum, Contribution: -.05, Evidence: match.Evidence{GradesAsked: eic.SetOf(eic.PK, eic.AE)}}},
	{"other subjects", match.Reason{Factor: eic.FactorCurriculum, Contribution: -.05}},
	{"modes", match.Reason{Factor: eic.FactorMode, Value: 1, Contribution: .02, Evidence: match.Evidence{
		ModesAsked: eic.SetOf(eic.GuestSpeaker, eic.Demonstration), Modes: eic.SetOf(eic.GuestSpeaker, eic.Demonstration)}}},
	{"some modes", match.Reason{Factor: eic.FactorMode, Value: .5, Contribution: -.01, Evidence: match.Evidence{
		ModesAsked: eic.SetOf(eic.GuestSpeaker, eic.Demonstration), Modes: eic.SetOf(eic.Demonstration)}}},
	{"no modes", match.Reason{Factor: eic.FactorMode, Contribution: -.03, Evidence: match.Evidence{ModesAsked: eic.SetOf(eic.GuestSpeaker, eic.FieldTripHost, eic.InternshipHost)}}},
	{"near by", match.Reason{Factor: eic.FactorPlace, Value: .9, Contribution: .02, Evidence: match.Evidence{Km: 3.24, RadiusKm: 40}}},
	{"far", match.Reason{Factor: eic.FactorPlace, Value: .4, Contribution: -.02, Evidence: match.Evidence{Km: 36.4, RadiusKm: 40}}},
	{"too far for most", match.Reason{Factor: eic.FactorPlace, Value: .1, Contribution: -.03, Evidence: match.Evidence{Km: 1234, RadiusKm: 25}}},
	{"stays put", match.Reason{Factor: eic.FactorPlace, Contribution: -.05, Evidence: match.Evidence{Km: 12}}},
	{"same place", match.Reason{Factor: eic.FactorPlace, Value: 1, Contribution: .03, Evidence: match.Evidence{Km: .01, RadiusKm: 25}}},
	{"by video", match.Reason{Factor: eic.FactorPlace, Value: 1, Contribution: .03, Evidence: match.Evidence{Virtual: true, Km: 900, RadiusKm: 25}}},
	{"enough days", match.Reason{Factor: eic.FactorTime, Value: 1, Contribution: .02, Evidence: match.Evidence{Days: 5, DaysNeeded: 5, Window: span2031("2031-02-03", "2031-03-15")}}},
	{"days without an end", match.Reason{Factor: eic.FactorTime, Value: 1, Contribution: .02, Evidence: match.Evidence{Days: 5, DaysNeeded: 5, Window: eic.Window{Start: mustDay("2031-02-03")}}}},
	{"one day", match.Reason{Factor: eic.FactorTime, Value: .2, Contribution: -.02, Evidence: match.Evidence{Days: 1, DaysNeeded: 5, Window: span2031("2031-02-03", "2031-02-03")}}},
	{"two days", match.Reason{Factor: eic.FactorTime, Value: .4, Contribution: -.01, Evidence: match.Evidence{Days: 2, DaysNeeded: 5, Window: span2031("2030-12-31", "2031-01-01")}}},
	{"no day", match.Reason{Factor: eic.FactorTime, Contribution: -.02, Evidence: match.Evidence{DaysNeeded: 5}}},
	{"wishes", match.Reason{Factor: eic.FactorWishes, Contribution: .04, Evidence: match.Evidence{Wishes: []match.Wish{{Kind: match.WishGrades, Met: 1}, {Kind: match.WishTopics, Met: .6}}}}},
	{"some wishes", match.Reason{Factor: eic.FactorWishes, Contribution: -.01, Evidence: match.Evidence{Wishes: []match.Wish{
		{Kind: match.WishGrades, Met: 1}, {Kind: match.WishModes}, {Kind: match.WishSettings}}}}},
	{"no wishes", match.Reason{Factor: eic.FactorWishes, Contribution: -.04, Evidence: match.Evidence{Wishes: []match.Wish{{Kind: match.WishText, Met: .1}}}}},
}

func TestReasons(t *testing.T) {
	for _, lang := range tongues {
		for side, name := range map[Side]string{Neither: "neither", Asking: "asking", Offering: "offering"} {
			var b strings.Builder
			for _, c := range reasonCases {
				fmt.Fprintf(&b, "%s: %s\n", c.name, Reason(Reader{lang, side}, c.reason, label(lang)))
			}
			golden(t, "reasons."+name+"."+string(lang)+".txt", b.String())
		}
	}
}

func TestEveryFactorHasAReason(t *testing.T) {
	for _, f := range eic.EveryMatchFactor() {
		for _, lang := range tongues {
			for _, part := range []float64{.1, 0, -.1} {
				got := Reason(Reader{Language: lang}, match.Reason{Factor: f, Contribution: part}, label(lang))
				if got == sentence(otherReason.text(lang)) || !strings.HasSuffix(got, ".") {
					t.Errorf("%s %s: got %q", f, lang, got)
				}
			}
		}
	}
}

var blockerCases = []struct {
	name    string
	blocker match.Blocker
}{
	{"scope", match.Blocker{Gate: eic.GateScope}},
	{"kind", match.Blocker{Gate: eic.GateKind, Kinds: eic.SetOf(eic.FundOfKnowledge, eic.Study), Kind: eic.PilotOffer}},
	{"need draft", match.Blocker{Gate: eic.GateStatus, NeedStatus: eic.NeedDraft}},
	{"need in progress", match.Blocker{Gate: eic.GateStatus, NeedStatus: eic.NeedInProgress}},
	{"need withdrawn", match.Blocker{Gate: eic.GateStatus, NeedStatus: eic.NeedWithdrawn}},
	{"offer paused", match.Blocker{Gate: eic.GateStatus, OfferStatus: eic.OfferPaused}},
	{"offer closed", match.Blocker{Gate: eic.GateStatus, OfferStatus: eic.OfferClosed}},
	{"own", match.Blocker{Gate: eic.GateSelf, Party: "person.aaaaaaaaaa.bbbbbbbbbbbbbbbbbbbb"}},
	{"own organization", match.Blocker{Gate: eic.GateSelf, Party: "org.aaaaaaaaaa.bbbbbbbbbbbbbbbbbbbb"}},
	{"dates apart", match.Blocker{Gate: eic.GateDates, Asked: span2031("2031-02-01", "2031-03-15"), Offered: eic.Window{Start: mustDay("2031-04-01")}, Earliest: mustDay("2031-01-01")}},
	{"too soon", match.Blocker{Gate: eic.GateDates, Asked: span2031("2031-02-01", "2031-02-03"), LeadDays: 14, Earliest: mustDay("2031-02-10")}},
	{"over", match.Blocker{Gate: eic.GateDates, Asked: span2031("2031-02-01", "2031-02-03"), Earliest: mustDay("2031-02-10")}},
	{"capacity", match.Blocker{Gate: eic.GateCapacity, Capacity: &eic.Capacity{Count: 3, Per: eic.PerMonth}}},
	{"once a year", match.Blocker{Gate: eic.GateCapacity, Capacity: &eic.Capacity{Count: 1, Per: eic.PerYear}}},
	{"used up", match.Blocker{Gate: eic.GateCapacity}},
	{"setting", match.Blocker{Gate: eic.GateSetting, SettingsAsked: eic.SetOf(eic.InPerson), SettingsOffered: eic.SetOf(eic.Virtual)}},
	{"distance", match.Blocker{Gate: eic.GateDistance, Km: 46.3, RadiusKm: 20}},
	{"no travel", match.Blocker{Gate: eic.GateDistance, Km: 4.5}},
	{"grades", match.Blocker{Gate: eic.GateGrades, GradesAsked: eic.SetOf(eic.KG, eic.G01), GradesOffered: eic.GradeRange(eic.G09, eic.PS)}},
	{"large group", match.Blocker{Gate: eic.GateGroupSize, Group: 28, Size: eic.GroupSize{Max: 12}}},
	{"small group", match.Blocker{Gate: eic.GateGroupSize, Group: 1, Size: eic.GroupSize{Min: 10, Max: 30}}},
	{"language", match.Blocker{Gate: eic.GateLanguage, LanguagesAsked: []eic.Language{eic.Spanish, "ood"}, LanguagesOffered: []eic.Language{eic.English, "xx"}}},
	{"devices", match.Blocker{Gate: eic.GateDevices, DevicesAsked: eic.SetOf(eic.IPad), DevicesOffered: eic.SetOf(eic.Chromebook, eic.Windows)}},
}

func TestBlockers(t *testing.T) {
	seen := map[eic.MatchGate]bool{}
	for _, lang := range tongues {
		var b strings.Builder
		for _, c := range blockerCases {
			seen[c.blocker.Gate] = true
			fmt.Fprintf(&b, "%s: %s\n", c.name, Blocker(lang, c.blocker))
		}
		golden(t, "blockers."+string(lang)+".txt", b.String())
	}
	for _, gate := range eic.EveryMatchGate() {
		if !seen[gate] {
			t.Errorf("%s: has no case", gate)
		}
	}
}

var errorCases = []fault.Detail{
	fault.Say(fault.TooLong, 200, 12345),
	fault.Say(fault.NotOneOf, "K-5", []string{"PK", "TK", "KG"}),
	fault.Say(fault.WindowReversed, mustDay("2031-03-01"), mustDay("2031-02-01")),
	fault.Say(fault.OutOfRange, -1.5, 0, 20_100),
	fault.Say(fault.OutOfRange, (*float64)(nil), 0, 20_100),
	fault.Say(fault.NotAnID, "x", "Person, Organization"),
	fault.Say(fault.UnknownRef, "postal code", "00000"),
	fault.Say(fault.AmbiguousRef, "o1", "Organization, Offer"),
	fault.Say(fault.WrongType, "a whole number"),
	fault.Say(fault.NotShared, "topic.aaaaaaaaaa.b"),
	fault.Say(fault.NotAdded, "kind"),
	fault.Say(fault.OnlyAdds, "topic.aaaaaaaaaa.b"),
	fault.Say(fault.LabelTaken, "stoop ball", "ball games"),
	fault.Say(fault.NoLabel, "and the"),
	fault.Say(fault.TooMany, 1000, 1001),
	fault.Say(fault.NotThere, "FundOfKnowledge", "fund.x"),
	fault.Say(fault.MayNot, "post for others"),
	fault.Say(fault.StaleVersion, int64(1), int64(3)),
	fault.Say(fault.IllegalState, "WITHDRAWN", "OPEN"),
	fault.Say(fault.Taken, "Need", "my-system", "n-17"),
	fault.Say(fault.BadCursor),
	fault.Say(fault.WhichType, "17", "Need, Organization"),
	fault.Say(fault.Unexpected, "r-1"),
	fault.Say(fault.ColumnCount, 3, 1),
	fault.Say(fault.NoColumn, []string{"name", "school_name"}),
	fault.Say(fault.KeyUsedAgain, "Organization", "17", 4),
	fault.Say(fault.UnknownFormat, "xml", []string{"ndjson", "onet"}),
	fault.Say(fault.NoFile, "Knowledge.txt"),
	fault.Say(fault.NeedsFolder, "onet"),
	fault.Say(fault.SameText, "9900001"),
	fault.Say("no such code"),
}

func TestErrors(t *testing.T) {
	for _, lang := range tongues {
		var b strings.Builder
		for _, d := range errorCases {
			fmt.Fprintf(&b, "%s: %s\n", d, Error(lang, d))
		}
		golden(t, "errors."+string(lang)+".txt", b.String())
	}
}
