import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { digestOf, ImageCatalogue, type ImageFile } from '../../../../src/cluster/kubelet/images/catalogue.ts';
import { fullReference, parseReference } from '../../../../src/cluster/kubelet/images/reference.ts';
import { knowsTag } from '../../../../src/cluster/kubelet/images/tags.ts';

const folder = new URL('../../../../manifests/images/', import.meta.url);
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .flatMap((name) => parseAllDocuments(readFileSync(new URL(name, folder), 'utf8')).map((document) => document.toJS() as ImageFile));
const catalogue = new ImageCatalogue(() => files);

describe('names', () => {
  it.each([
    ['nginx', 'docker.io/library/nginx:latest'],
    ['nginx:1.27', 'docker.io/library/nginx:1.27'],
    ['bitnami/redis:7', 'docker.io/bitnami/redis:7'],
    ['registry.k8s.io/pause:3.10', 'registry.k8s.io/pause:3.10'],
    ['localhost:5000/app', 'localhost:5000/app:latest'],
    ['index.docker.io/library/nginx', 'docker.io/library/nginx:latest'],
    [`nginx@sha256:${'a'.repeat(64)}`, `docker.io/library/nginx@sha256:${'a'.repeat(64)}`],
  ])('%s is %s', (image, full) => expect(fullReference(image)).toBe(full));

  it.each([
    ['Nginx:1.27', 'invalid reference format: repository name (library/Nginx) must be lowercase'],
    ['bad image', 'invalid reference format'],
    ['nginx:', 'invalid reference format'],
    ['nginx:a b', 'invalid reference format'],
    ['', 'invalid reference format'],
    ['nginx@sha256:short', 'invalid reference format'],
  ])('%j is none', (image, error) => expect(parseReference(image)).toEqual({ error }));

  it('digests are always the same, and different', () => {
    expect(digestOf('a')).toMatch(/^[0-9a-f]{64}$/);
    expect([digestOf('a') === digestOf('a'), digestOf('a') === digestOf('b')]).toEqual([true, false]);
  });
});

describe('tags', () => {
  const patterns = ['latest', '1', '1.{9-29}', '1.27.{0-5}'];
  it.each([
    ['1.27', true],
    ['1.29', true],
    ['1.30', false],
    ['1.91', false],
    ['1.9', true],
    ['1.09', false],
    ['1.27.5', true],
    ['1.27.6', false],
    ['1.28.1', false],
    ['1.27-alpine', true],
    ['alpine', true],
    ['1.91-alpine', false],
    ['1.27-windows', false],
    ['', false],
  ])('%s: %s', (tag, known) => expect(knowsTag(patterns, ['alpine'], tag)).toBe(known));
});

describe('the catalogue that ships', () => {
  const pullable =
    'nginx nginx:1.25 nginx:1.27 nginx:1.28 nginx:1.29-alpine nginx:1.27.3-alpine httpd:2.4 httpd:2.4.61 httpd:2.4.63 redis:7.2 redis:7.4 postgres:16 postgres:17 busybox:1.35 busybox:1.36 busybox:1.37 alpine:3.20 memcached:1.6.38 rabbitmq:3.12 perl:5.40 cassandra:5.0 haproxy:2.9 fluent-bit:3.1 envoy:1.31 example/api:1.0 registry.example.com/api:2.1 ubuntu:24.04 debian:bookworm-slim node:22-alpine python:3.13-slim golang:1.25 mysql:8.4 mariadb:11 mongo:8.0 traefik:v3.5 caddy:2.10 tomcat:11 curlimages/curl registry.k8s.io/pause:3.10 registry.k8s.io/coredns/coredns:v1.14.1 registry.k8s.io/etcd:3.6.8-0 registry.k8s.io/kube-apiserver:v1.36.2 docker.io/kindest/kindnetd:v20250512-df8de77b docker.io/library/nginx:1.27';
  it.each(pullable.split(' '))('%s can be pulled', (image) => expect(catalogue.exists(image)).toBe(true));

  const missing =
    'nginx:1.91 nginx:broken busybox:doesnotexist redis:broken httpd:doesnotexist doesnotexist/app:1 anything:broken redis:99 Nginx';
  it.each(missing.split(' '))('%s cannot', (image) => expect(catalogue.exists(image)).toBe(false));

  const FIELDS = [
    'images',
    'tags',
    'variants',
    'size',
    'pull',
    'user',
    'base',
    'programs',
    'entrypoint',
    'command',
    'wrapper',
    'serves',
    'requires',
    'needs',
    'exits',
    'stops',
    'stopCode',
    'logs',
  ];
  it('uses the fields that its README describes, and names every image once', () => {
    const readme = readFileSync(new URL('README.md', folder), 'utf8');
    for (const field of FIELDS) expect(readme).toContain(`\`${field}\``);
    for (const file of files) expect(FIELDS).toEqual(expect.arrayContaining(Object.keys(file)));
    const names = files.flatMap(({ images = [] }) => images.map((image) => fullReference(image)));
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  it('pulls fast enough for a pod to run within two seconds', () => {
    for (const { images = [] } of files) for (const image of images) expect(catalogue.find(image)?.pullTime).toBeLessThanOrEqual(1_000);
  });

  it('the user has the last word', () => {
    const own = new ImageCatalogue(() => [...files, { images: ['nginx'], tags: ['mine'] }]);
    expect([own.exists('nginx:mine'), own.exists('nginx:1.27')]).toEqual([true, false]);
  });
});
