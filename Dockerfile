# The image is the program, the certificate authorities it trusts and an empty data
# folder: no shell, no package manager, no other user than its own. It runs with a
# root file system that cannot be written and without any capability:
#
#   docker build -t thirdplace .
#   docker run --rm --read-only --cap-drop ALL -p 127.0.0.1:8080:8080 -v thirdplace:/data thirdplace --demo
#
# What the program is told is told by its flags and environment variables
# (docs/operations.md); those below are only what a container needs. Time zones are
# in the program.

FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags '-s -w' -o /out/thirdplace ./cmd/thirdplace \
    && mkdir -m 0700 /out/data

FROM scratch
# Which commit this is: --build-arg REVISION=$(git rev-parse HEAD)
ARG REVISION=unknown
LABEL org.opencontainers.image.title="thirdplace" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /out/thirdplace /thirdplace
COPY --from=build --chown=65532:65532 /out/data /data
USER 65532:65532
# The data folder holds the key, and the graph where no NEO4J_URI is given. What an
# import sets aside for a while is there too, since there is no other folder.
ENV THIRDPLACE_DATA=/data \
    THIRDPLACE_ADDR=0.0.0.0:8080 \
    TMPDIR=/data
WORKDIR /data
VOLUME /data
EXPOSE 8080
# Ready, not only alive: it asks /readyz of the service in the same container.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["/thirdplace", "ready"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["/thirdplace"]
CMD ["serve"]
