import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HostLine } from '../../src/store/sqlite/host-line.ts';

test('the one served longest ago is first, whatever happens', () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant('push' as const), nextAt: fc.nat(20) }),
    fc.record({ do: fc.constant('serve' as const) }),
    fc.record({ do: fc.constant('age' as const), which: fc.nat(30), by: fc.nat(20) }),
    fc.record({ do: fc.constant('shift' as const) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const line = new HostLine();
      const hosts: { id: number; nextAt: number }[] = [];
      let newest = 40;
      for (const [id, each] of steps.entries()) {
        const first = hosts.sort((a, b) => a.nextAt - b.nextAt || a.id - b.id)[0];
        expect(line.first).toBe(first);
        if (each.do === 'push') {
          const host = { id, nextAt: each.nextAt };
          hosts.push(host);
          line.push(host);
        } else if (each.do === 'shift') {
          hosts.shift();
          line.shift();
        } else if (each.do === 'serve' && first !== undefined) first.nextAt = newest++;
        else if (each.do === 'age') {
          const host = hosts[each.which % hosts.length];
          if (host !== undefined) host.nextAt += each.by;
        }
      }
    }),
  );
});
