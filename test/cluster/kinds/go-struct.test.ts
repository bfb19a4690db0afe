import { expect, test } from 'vitest';
import { goStruct } from '../../../src/cluster/kinds/go-struct.ts';

const table = {
  Outer:
    'Name:s Count:n Ready:b Limit:* Args:l Labels:m HTTPGet:*Inner TTY:b HostIP:s List:[]Inner Value:Inner ...Embedded CephFS=cephfs:s',
  Inner: 'Port:n',
  Embedded: 'DNSPolicy:s',
};

test('an unset struct is all zero values, in the order of the struct', () => {
  expect(JSON.stringify(goStruct(table, 'Outer', undefined))).toBe(
    '{"Name":"","Count":0,"Ready":false,"Limit":null,"Args":null,"Labels":null,"HTTPGet":null,"TTY":false,"HostIP":"","List":null,"Value":{"Port":0},"DNSPolicy":"","CephFS":""}',
  );
});

test('fields come by their wire names, maps by key', () => {
  const wire = {
    cephfs: 'fs',
    dnsPolicy: 'None',
    hostIP: '10.0.0.1',
    httpGet: { port: 'web' },
    labels: { b: '2', a: '1' },
    limit: 0,
    list: [{}, { port: 2 }],
    tty: true,
  };
  expect(JSON.stringify(goStruct(table, 'Outer', wire))).toBe(
    '{"Name":"","Count":0,"Ready":false,"Limit":0,"Args":null,"Labels":{"a":"1","b":"2"},"HTTPGet":{"Port":"web"},"TTY":true,"HostIP":"10.0.0.1","List":[{"Port":0},{"Port":2}],"Value":{"Port":0},"DNSPolicy":"None","CephFS":"fs"}',
  );
});
