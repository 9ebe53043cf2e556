package graph

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"

	"github.com/edclusters/thirdplace/internal/fault"
)

// maxBody is how many bytes a request may have.
const maxBody = 256 << 10

// The media types of answers.
const (
	plainJSON   = "application/json"
	graphqlJSON = "application/graphql-response+json"
	eventStream = "text/event-stream"
)

// refusal is a request that is not executed.
type refusal struct {
	status int
	allow  string // of 405
	err    error
}

func refuse(status int, why string) *refusal {
	return &refusal{status: status, err: fault.New(fault.Invalid, fault.BadDocument, why)}
}

// read reads the parameters of a request.
func read(w http.ResponseWriter, r *http.Request) (*graphql.RawParams, *refusal) {
	var params *graphql.RawParams
	var refused *refusal
	start := graphql.Now()
	switch r.Method {
	case http.MethodPost:
		params, refused = readBody(w, r)
	case http.MethodGet:
		params, refused = readQuery(r)
	default:
		refused = refuse(http.StatusMethodNotAllowed, "it is to be sent by POST, or a query by GET")
		refused.allow = "GET, POST"
	}
	if refused != nil {
		return nil, refused
	}
	if params.Query == "" && params.Extensions["persistedQuery"] == nil {
		return nil, refuse(http.StatusBadRequest, "it has no query")
	}
	params.ReadTime = graphql.TraceTiming{Start: start, End: graphql.Now()}
	return params, nil
}

// fields is the body of a request; what else it has is left aside. A pointer
// tells null from a wrong type.
type fields struct {
	Query         *string
	OperationName *string
	Variables     map[string]any
	Extensions    map[string]any
}

// UnmarshalJSON implements json.Unmarshaler.
func (f *fields) UnmarshalJSON(body []byte) error {
	return object(body, func(name string) any {
		switch name {
		case "query":
			return &f.Query
		case "operationName":
			return &f.OperationName
		case "variables":
			return &f.Variables
		case "extensions":
			return &f.Extensions
		}
		return nil
	})
}

// object reads a JSON object into what is given for its names; nil: it is left aside.
// Names count as they are written, and none may be there twice: whoever looks at a
// request before us may take the other.
func object(body []byte, target func(name string) any) error {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if first, err := d.Token(); err != nil || first != json.Delim('{') {
		return errors.New("it is no object")
	}
	seen := map[string]bool{}
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return err
		}
		name := token.(string) // in an object every other token is one
		if seen[name] {
			return errors.New("a name is there twice")
		}
		seen[name] = true
		into := target(name)
		if into == nil {
			into = new(json.RawMessage)
		}
		if err := d.Decode(into); err != nil {
			return err
		}
	}
	return nil
}

func readBody(w http.ResponseWriter, r *http.Request) (*graphql.RawParams, *refusal) {
	media, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	charset := params["charset"]
	if err != nil || media != plainJSON || (charset != "" && !strings.EqualFold(charset, "utf-8")) {
		return nil, refuse(http.StatusUnsupportedMediaType, "its Content-Type is to be application/json in UTF-8")
	}
	if encoding := r.Header.Get("Content-Encoding"); encoding != "" && !strings.EqualFold(encoding, "identity") {
		return nil, refuse(http.StatusUnsupportedMediaType, "it is to be sent without Content-Encoding")
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, refuse(http.StatusRequestEntityTooLarge, "it is larger than "+strconv.Itoa(maxBody>>10)+" KiB")
	case err != nil:
		return nil, refuse(http.StatusBadRequest, "it ended too early")
	case !utf8.Valid(body):
		return nil, refuse(http.StatusBadRequest, "it is not UTF-8")
	}
	var f fields
	if err := decode(body, &f); err != nil {
		return nil, refuse(http.StatusBadRequest, "it is not a JSON object with query, operationName, variables and extensions")
	}
	return f.params(r.Header), nil
}

func readQuery(r *http.Request) (*graphql.RawParams, *refusal) {
	q, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, refuse(http.StatusBadRequest, "its address cannot be read")
	}
	for _, name := range []string{"query", "operationName", "variables", "extensions"} {
		if len(q[name]) > 1 { // whoever looks at a request before us may take the other
			return nil, refuse(http.StatusBadRequest, "it has "+name+" twice")
		}
	}
	f := fields{Query: value(q, "query"), OperationName: value(q, "operationName")}
	for name, target := range map[string]*map[string]any{"variables": &f.Variables, "extensions": &f.Extensions} {
		if s := q.Get(name); s != "" && decode([]byte(s), target) != nil {
			return nil, refuse(http.StatusBadRequest, "its "+name+" are not a JSON object")
		}
	}
	return f.params(r.Header), nil
}

func value(q url.Values, name string) *string {
	s := q.Get(name)
	return &s
}

func (f fields) params(header http.Header) *graphql.RawParams {
	p := &graphql.RawParams{Variables: f.Variables, Extensions: f.Extensions, Headers: header}
	if f.Query != nil {
		p.Query = *f.Query
	}
	if f.OperationName != nil {
		p.OperationName = *f.OperationName
	}
	return p
}

// decode reads exactly one JSON value and keeps numbers as they are written.
func decode(b []byte, target any) error {
	d := json.NewDecoder(strings.NewReader(string(b)))
	d.UseNumber()
	if err := d.Decode(target); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows")
	}
	return nil
}

// accept is what a client reads.
type accept struct {
	media  string // what it likes best
	stream bool   // whether it reads event streams at all
}

// accepted reads an Accept header (RFC 9110, 12.5.1): the media type with the
// highest weight, the first of equals, plain JSON where none is named. ok is
// false if none can be answered; what says so is plain JSON.
func accepted(header []string) (a accept, ok bool) {
	a.media = plainJSON
	if len(header) == 0 {
		return a, true
	}
	best := 0.0
	for part := range strings.SplitSeq(strings.Join(header, ","), ",") {
		name, params, err := mime.ParseMediaType(part)
		q := 1.0
		if s, said := params["q"]; said && err == nil {
			q, err = strconv.ParseFloat(s, 64)
		}
		if err != nil || !(q > 0 && q <= 1) {
			continue
		}
		switch name {
		case "*/*", "application/*":
			name = plainJSON
		case eventStream:
			a.stream = true
		case plainJSON, graphqlJSON:
		default:
			continue
		}
		if q > best {
			best, a.media = q, name
		}
	}
	return a, best > 0
}
