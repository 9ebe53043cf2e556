package main

import (
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"time"

	"github.com/edclusters/thirdplace/internal/auth"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/httpserver"
	"github.com/edclusters/thirdplace/internal/ingest"
	"github.com/edclusters/thirdplace/internal/store"
)

//go:embed demo
var demoFiles embed.FS

// demoSource and demoCluster name the fictional cluster.
const (
	demoSource  = "demo"
	demoCluster = "mesa-clara"
)

// fillDemo brings the fictional cluster into a graph that has no cluster yet.
func (m *Main) fillDemo(ctx context.Context, k *kept) error {
	clusters, err := k.store.Clusters(ctx)
	if err != nil || len(clusters) > 0 {
		return err
	}
	places, err := demoText("*.tsv")
	if err != nil {
		return err
	}
	lines, err := demoText("*.ndjson")
	if err != nil {
		return err
	}
	for _, o := range []ingest.Options{
		{Format: "geonames", Stdin: bytes.NewReader(places)},
		{Source: demoSource, Stdin: bytes.NewReader(ingest.Dated(lines, eic.DayOf(m.Now())))},
	} {
		o.Files = []string{"-"}
		o.Sentence = sentence
		sum, err := ingest.Run(ctx, o, k.Service)
		if err != nil {
			return err
		}
		if sum.Rejected > 0 || !sum.Read {
			return refusal("the demonstration could not be read: " + sum.String())
		}
	}
	return nil
}

// demoText returns the embedded files of a pattern, one after the other.
func demoText(pattern string) ([]byte, error) {
	names, err := fs.Glob(demoFiles, path.Join("demo", pattern))
	if err != nil {
		return nil, err
	}
	var all []byte
	for _, name := range names {
		text, err := demoFiles.ReadFile(name)
		if err != nil {
			return nil, err
		}
		all = append(all, text...)
	}
	return all, nil
}

// demonstration makes requests to paste.
type demonstration struct {
	on    bool // else there are none
	key   *auth.Key
	graph store.Records
	url   string
}

// dayLong is how long the tokens of a demonstration are good.
const dayLong = 24 * time.Hour

// actor is one of the people whose requests are shown: who they are and what
// they ask, with the record it is about.
type actor struct {
	english, spanish string
	person, language string
	about            eic.Type
	record           string
	query            string // %s is the id of the record
}

const (
	needQuery  = `{ need(id: "%s") { title matches(first: 5) { edges { node { fit score offer { title } reasons { summary } } } } } }`
	offerQuery = `{ offer(id: "%s") { title matches(first: 5) { edges { node { fit score need { title } reasons { summary } } } } } }`
	queueQuery = `{ needs(filter: {cluster: "%s", statuses: [IN_REVIEW]}) { edges { node { id title description } } } }`
)

func actors() []actor {
	return []actor{
		{"Educator: who can tell my class about bees?", "Educadora: ¿quién puede hablar de abejas a mi clase?",
			"p-elena-ruiz", "en", eic.NeedType, "n-bees", needQuery},
		{"Educator, in Spanish: who has recipes for our book?", "Educadora, en español: ¿quién tiene recetas para nuestro libro?",
			"p-lucia-ontiveros", "es", eic.NeedType, "n-recetas", needQuery},
		{"Community partner: which classes need a beekeeper?", "Socio de la comunidad: ¿qué clases necesitan un apicultor?",
			"p-hank-dorsey", "en", eic.FundOfKnowledgeType, "o-bees-hank", offerQuery},
		{"Entrepreneur: which classrooms could try our fractions game?", "Emprendedor: ¿qué aulas probarían nuestro juego de fracciones?",
			"p-arturo-benitez", "en", eic.PilotOfferType, "o-tile-chromebooks", offerQuery},
		{"Funder: which needs could our garden grants meet?", "Financiador: ¿qué necesidades cubrirían nuestras ayudas para huertos?",
			"p-david-elizondo", "en", eic.GrantType, "o-grant-outdoors", offerQuery},
		{"Researcher: which classes fit my study?", "Investigadora: ¿qué clases encajan en mi estudio?",
			"p-ingrid-solberg", "en", eic.StudyType, "o-study-two-languages", offerQuery},
		{"Steward: which needs wait for me?", "Coordinadora: ¿qué necesidades me esperan?",
			"p-carmen-uribe", "en", eic.ClusterType, demoCluster, queueQuery},
	}
}

// examples are the requests of those actors who are stored, with what they ask
// about: a graph that is somebody's own has none.
func (d *demonstration) examples(ctx context.Context) []httpserver.Example {
	if !d.on {
		return nil
	}
	var all []httpserver.Example
	for _, a := range actors() {
		person, record := demoID(eic.PersonType, a.person), demoID(a.about, a.record)
		found, err := d.graph.Fetch(ctx, []eic.ID{person, record})
		if err != nil || found[0] == nil || found[1] == nil {
			continue
		}
		token, err := d.key.Issue(person, dayLong)
		if err != nil {
			continue
		}
		all = append(all, httpserver.Example{English: a.english, Spanish: a.spanish, Command: a.request(d.url, token, record)})
	}
	return all
}

func demoID(t eic.Type, externalID string) eic.ID {
	return eic.DeriveID(t, eic.ClusterIDOf(demoCluster), eic.External{Source: demoSource, ID: externalID})
}

// request is a command line; its queries hold no single quote, so that a shell
// takes the body as it is.
func (a actor) request(url, token string, about eic.ID) string {
	body, _ := json.Marshal(map[string]string{"query": fmt.Sprintf(a.query, about)}) // two strings always marshal
	return strings.Join([]string{
		"curl -s " + url + "/graphql", "-H 'Content-Type: application/json'", "-H 'Accept-Language: " + a.language + "'",
		"-H 'Authorization: Bearer " + token + "'", "-d '" + string(body) + "'",
	}, " \\\n  ")
}
