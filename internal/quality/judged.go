package quality

import (
	"bytes"
	"encoding/json"
	"io"
	"strconv"
	"strings"
	"unicode"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/ingest"
)

// Set is a judged set: needs, offers, and what offers were found to be worth.
type Set struct {
	Lines  []byte // everything there is to import, NDJSON
	Needs  []eic.NeedID
	Offers []eic.OfferID
	Grades Grades
	Shown  Grades // at which place offers were shown, 1 and more, where the judgements are outcomes and say so
	Left   int    // judgements of needs or offers that the files have not got

	names   map[eic.ID]string
	origins []string // of each line: file and line
}

// Name returns what the files call a need or an offer.
func (s *Set) Name(id eic.ID) string { return s.names[id] }

// Files are the three files of a judged set, plain or gzip; "-" is Stdin.
type Files struct {
	Needs, Offers, Judgements string

	Stdin io.Reader // may be nil where no file is "-"
	Today eic.Day   // from which days such as "@+30" count
}

// Open reads a judged set. Needs are those of the first file, offers those of the
// second, in lines of the import format or of id, title, text and tags. Lines of
// other types, in either file, are what these refer to; a cluster, people,
// organizations and products that neither file has are stood in for. A judgement
// is a need, an offer and a grade between tabs, with further columns and a header
// if need be, or a JSON object of need, offer and rel. A column or field "place" says
// at which place the offer was shown. What is wrong with a line
// is Invalid and names it.
func Open(files Files) (*Set, error) {
	b := newBuilder(files.Today)
	for _, part := range []struct {
		name string
		read func(int, []byte) error
	}{{files.Needs, b.need}, {files.Offers, b.offer}} {
		b.file, b.number = part.name, 0
		if err := ingest.EachLine(part.name, files.Stdin, part.read); err != nil {
			return nil, fault.Wrap("read judged set", err)
		}
	}
	b.standIn()
	j := judgements{b: b}
	if err := ingest.EachLine(files.Judgements, files.Stdin, func(_ int, text []byte) error { return j.line(text) }); err != nil {
		return nil, fault.Wrap("read judged set", err)
	}
	return &b.set, b.check(files)
}

// builder makes a set of lines.
type builder struct {
	set     Set
	today   eic.Day
	file    string // being read
	number  int    // of its line
	lines   bytes.Buffer
	needs   map[string]eic.NeedID // by external id
	offers  map[string]eic.OfferID
	there   map[eic.ID]bool
	lacking []lacking // in the order they were referred to
}

func newBuilder(today eic.Day) *builder {
	return &builder{
		today: today,
		set:   Set{Grades: Grades{}, Shown: Grades{}, names: map[eic.ID]string{}},
		needs: map[string]eic.NeedID{}, offers: map[string]eic.OfferID{}, there: map[eic.ID]bool{},
	}
}

// The cluster and source of lines that name none.
const (
	ownCluster = "judged"
	ownSource  = "judged"
)

// need takes a line of the file of needs. A need is asked whatever its status:
// it was judged.
func (b *builder) need(number int, text []byte) error {
	b.number = number
	return b.record(text, eic.NeedType, func(fields app.Fields, id eic.ID, name string) error {
		delete(fields, "status")
		if _, twice := b.needs[name]; twice {
			return fault.At("externalId", fault.Repeated, name)
		}
		b.needs[name] = eic.NeedID(id)
		b.set.Needs = append(b.set.Needs, eic.NeedID(id))
		return nil
	})
}

// offer takes a line of the file of offers.
func (b *builder) offer(number int, text []byte) error {
	b.number = number
	return b.record(text, eic.FundOfKnowledgeType, func(_ app.Fields, id eic.ID, name string) error {
		if _, twice := b.offers[name]; twice {
			return fault.At("externalId", fault.Repeated, name)
		}
		b.offers[name] = eic.OfferID(id)
		b.set.Offers = append(b.set.Offers, eic.OfferID(id))
		return nil
	})
}

// record takes a line. judged is called for what its file is of: needs or offers.
// Those in the other file are not asked for and are passed over.
func (b *builder) record(text []byte, wanted eic.Type, judged func(fields app.Fields, id eic.ID, name string) error) error {
	fields, err := ingest.Object(ingest.Dated(text, b.today))
	if err != nil {
		return err
	}
	if _, typed := fields["type"]; !typed {
		if fields, err = bare(fields, wanted); err != nil {
			return err
		}
	}
	if said(fields, "source") == "" {
		fields["source"] = ownSource
	}
	var t eic.Type
	if t.UnmarshalText([]byte(said(fields, "type"))) != nil { // a postal code, or a fault for the import to name
		return b.write(fields)
	}
	if t != eic.ClusterType && t != eic.TopicType && said(fields, "cluster") == "" {
		fields["cluster"] = ownCluster
	}
	id := b.idOf(t, fields)
	switch isNeed := t == eic.NeedType; {
	case isNeed && wanted == eic.NeedType, t.IsOffer() && wanted != eic.NeedType:
		if err := judged(fields, id, said(fields, "externalId")); err != nil {
			return err
		}
		b.set.names[id] = said(fields, "externalId")
	case isNeed, t.IsOffer():
		return nil
	}
	b.there[id] = true
	b.refer(t, fields)
	return b.write(fields)
}

func (b *builder) idOf(t eic.Type, fields app.Fields) eic.ID {
	cluster := eic.ClusterIDOf(said(fields, "cluster"))
	if t == eic.TopicType {
		cluster = ""
	}
	return eic.DeriveID(t, cluster, eic.External{Source: said(fields, "source"), ID: said(fields, "externalId")})
}

// said returns a field of text without blanks around it, "" if it is none.
func said(fields app.Fields, name string) string {
	text, _ := fields[name].(string)
	return strings.TrimSpace(text)
}

func (b *builder) write(fields app.Fields) error {
	line, err := json.Marshal(fields)
	b.lines.Write(append(line, '\n'))
	b.set.origins = append(b.set.origins, b.file+":"+strconv.Itoa(b.number))
	return err
}

// bare makes a line of the import format of one that has an id, a title, a text
// and tags. A title that is too long goes on in the text, a text that is too long
// is cut, and control characters are blanks.
func bare(fields app.Fields, t eic.Type) (app.Fields, error) {
	var faults fault.Fields
	for name := range fields {
		if name != "id" && name != "title" && name != "text" && name != "tags" {
			faults.Say(name, fault.UnknownField, name)
		}
	}
	id := said(fields, "id")
	if number, ok := fields["id"].(json.Number); ok {
		id = number.String()
	}
	title, text := printable(said(fields, "title")), printable(said(fields, "text"))
	if id == "" {
		faults.Say("id", fault.Required)
	}
	if title == "" && text == "" {
		faults.Say("title", fault.Required)
	}
	title, rest := firstWords(oneLine(title), text)
	line := app.Fields{"type": t.String(), "externalId": id, "source": ownSource, "title": title}
	if tags := tagged(fields["tags"]); tags != "" {
		rest = strings.TrimSpace(rest + "\n" + tags)
	}
	if rest != "" {
		line["description"] = clipped(rest, eic.MaxDescription)
	}
	return line, faults.Err()
}

// firstWords makes a title of at most the runes a title may have: of the text
// where there is none. What is cut off begins the text.
func firstWords(title, text string) (head, rest string) {
	if title == "" {
		title, text = oneLine(text), ""
	}
	head = clipped(title, eic.MaxTitle)
	if head == title {
		return head, text
	}
	if at := strings.LastIndexByte(head, ' '); at > 0 {
		head = head[:at]
	}
	return head, strings.TrimSpace(title[len(head):] + "\n" + text)
}

// printable puts blanks in the place of control characters that no text may have.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return ' '
		}
		return r
	}, text)
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// clipped returns at most so many runes of a text.
func clipped(text string, most int) string {
	for i := range text {
		if most == 0 {
			return text[:i]
		}
		most--
	}
	return text
}

func tagged(value any) string {
	list, _ := value.([]any)
	var tags []string
	for _, tag := range list {
		if text, ok := tag.(string); ok {
			tags = append(tags, text)
		}
	}
	return strings.Join(tags, ", ")
}

// check is the set's last word: it must have something to measure.
func (b *builder) check(files Files) error {
	b.set.Lines = b.lines.Bytes()
	switch {
	case len(b.set.Needs) == 0:
		return fault.New(fault.Invalid, fault.NothingRead, files.Needs)
	case len(b.set.Offers) == 0:
		return fault.New(fault.Invalid, fault.NothingRead, files.Offers)
	case len(b.set.Grades) == 0:
		return fault.New(fault.Invalid, fault.NothingRead, files.Judgements)
	}
	return nil
}
