package embed

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/edclusters/thirdplace/internal/fault"
)

// maxAnswer bounds what is read of an answer: a batch of the longest vectors has
// a third of it.
const maxAnswer = 16 << 20

// request and response are those of OpenAI's API reference, "Create embeddings".
type request struct {
	Model      string   `json:"model"`
	Input      []string `json:"input"`
	Dimensions int      `json:"dimensions,omitempty"`
	Format     string   `json:"encoding_format"`
}

type response struct {
	Data []struct {
		Index     int       `json:"index"`
		Embedding []float64 `json:"embedding"`
	} `json:"data"`
}

// refusal is why one request gave no vectors.
type refusal struct{ err *fault.Error }

func refuse(kind fault.Kind, cause error, why string, args ...any) *refusal {
	e := fault.New(kind, fault.NoVectors, fmt.Sprintf(why, args...))
	e.Err = cause
	return &refusal{e}
}

// ask sends one request.
func (c *Client) ask(ctx context.Context, batch []string) ([][]float32, *refusal) {
	c.requests.Add(1)
	vectors, refused := c.send(ctx, batch)
	if refused != nil {
		c.failures.Add(1)
	}
	return vectors, refused
}

func (c *Client) send(ctx context.Context, batch []string) ([][]float32, *refusal) {
	ctx, cancel := context.WithTimeout(ctx, c.config.Timeout)
	defer cancel()
	body, err := json.Marshal(request{Model: c.config.Model, Input: batch, Dimensions: c.config.Dimensions, Format: "float"})
	if err != nil {
		return nil, refuse(fault.Internal, err, "the question cannot be written")
	}
	address := strings.TrimSuffix(c.config.URL, "/") + "/embeddings"
	asked, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return nil, refuse(fault.Internal, err, "the question cannot be sent")
	}
	asked.Header.Set("Content-Type", "application/json")
	if c.config.Key != "" {
		asked.Header.Set("Authorization", "Bearer "+c.config.Key)
	}
	answer, err := c.config.Client.Do(asked)
	if err != nil {
		return nil, unreachable(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, refusedBy(answer)
	}
	text, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer+1))
	switch {
	case err != nil:
		return nil, unreachable(err)
	case len(text) > maxAnswer:
		return nil, refuse(fault.Internal, nil, "its answer is longer than %d bytes", maxAnswer)
	}
	return c.read(text, len(batch))
}

// unreachable is the refusal of an endpoint that did not answer. The cause names
// the address, which has no secrets, and never the texts.
func unreachable(err error) *refusal {
	var where *url.Error
	if errors.As(err, &where) && where.Timeout() || errors.Is(err, context.DeadlineExceeded) {
		return refuse(fault.Unavailable, err, "it did not answer in time")
	}
	return refuse(fault.Unavailable, err, "it cannot be reached")
}

// refusedBy is the refusal that an endpoint states. What it says beyond its status
// and the name of the error is not repeated: it may quote what it was sent.
func refusedBy(answer *http.Response) *refusal {
	kind := fault.Internal
	if answer.StatusCode == http.StatusTooManyRequests || answer.StatusCode == http.StatusRequestTimeout || answer.StatusCode >= 500 {
		kind = fault.Unavailable
	}
	var said struct {
		Error struct {
			Code any    `json:"code"`
			Type string `json:"type"`
		} `json:"error"`
	}
	if json.NewDecoder(io.LimitReader(answer.Body, 64<<10)).Decode(&said) != nil {
		said.Error.Code, said.Error.Type = nil, ""
	}
	code, _ := said.Error.Code.(string)
	refused := refuse(kind, nil, "%s", strings.Join(strings.Fields(fmt.Sprintf("status %d %s %s", answer.StatusCode, plain(said.Error.Type), plain(code))), " "))
	if kind == fault.Unavailable {
		refused.err.RetryAfter = retryAfter(answer.Header.Get("Retry-After"), time.Now())
	}
	return refused
}

// plain returns a name such as model_not_found, and nothing of what is none.
func plain(name string) string {
	if len(name) > 64 || strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.") != "" {
		return ""
	}
	return name
}

// retryAfter reads the header (RFC 9110, 10.2.3): seconds, or a date.
func retryAfter(said string, now time.Time) time.Duration {
	if seconds, err := strconv.Atoi(said); err == nil {
		return time.Duration(min(max(0, seconds), 24*60*60)) * time.Second
	}
	if at, err := http.ParseTime(said); err == nil {
		return max(0, at.Sub(now))
	}
	return 0
}

// read reads an answer of n vectors, in any order, and believes it only if it is
// whole.
func (c *Client) read(text []byte, n int) ([][]float32, *refusal) {
	var said response
	if err := json.Unmarshal(text, &said); err != nil {
		return nil, refuse(fault.Internal, err, "its answer cannot be read")
	}
	if len(said.Data) != n {
		return nil, refuse(fault.Internal, nil, "it gave %d vectors for %d texts", len(said.Data), n)
	}
	vectors := make([][]float32, n)
	for _, d := range said.Data {
		if d.Index < 0 || d.Index >= n || vectors[d.Index] != nil {
			return nil, refuse(fault.Internal, nil, "it numbered a vector %d of %d twice or wrongly", d.Index, n)
		}
		if refused := c.fits(len(d.Embedding)); refused != nil {
			return nil, refused
		}
		if vectors[d.Index] = unit(d.Embedding); vectors[d.Index] == nil {
			return nil, refuse(fault.Internal, nil, "it gave a vector without a direction")
		}
	}
	return vectors, nil
}

// fits refuses a vector of another number of dimensions than asked for or had
// before: the two could not be compared.
func (c *Client) fits(dimensions int) *refusal {
	if dimensions < 1 || dimensions > maxDimensions {
		return refuse(fault.Internal, nil, "it gave a vector of %d dimensions", dimensions)
	}
	if c.length.CompareAndSwap(0, int64(dimensions)) || c.length.Load() == int64(dimensions) {
		return nil
	}
	return refuse(fault.Internal, nil, "it gave a vector of %d dimensions in place of %d", dimensions, c.length.Load())
}
