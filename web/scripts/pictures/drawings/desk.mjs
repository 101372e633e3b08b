// Desk & Study: each function draws one product on a 400 x 400 sheet whose floor is at y = 300.
import { dark, light } from '../palette.mjs';

const brass = ['#f0d48a', '#c79a3b', '#8f6a22'];

export const drawings = {
  'pasture-notebook': (p) => [
    p.shadow(206, 330, 118), p.group('rotate(-9 200 200)', p.path('M120 84h166v236H120z', '#e9dcc4'), p.repeat(3, (i) => p.line(`M128 ${322 + i * 2}h160`, '#cdbb99', 1)), p.box(110, 74, 172, 240, 8, p.body()), p.box(110, 74, 28, 240, 6, p.deep), p.box(166, 124, 84, 52, 4, '#fbf6ea'), p.line('M178 142h60M178 156h38', '#8a7a68', 3), p.path('M176 262q18-34 34-8q16-24 36 8z', light(p.base, 0.55), { opacity: 0.8 }), p.box(262, 74, 7, 240, 0, dark(p.base, 0.55))),
    p.path('M222 318l10 44-9-7-8 10-6-44z', '#b2502f'),
    p.group('rotate(34 300 250)', p.box(290, 150, 16, 150, 6, p.across(...brass)), p.path('M290 300h16l-8 26z', '#3a3538')),
  ],
  'turned-rollerball-pen': (p) => [
    p.box(60, 296, 280, 10, 3, '#fbf6ea'), p.line('M86 278q24-34 44-4t42-8t46 6t44-10', '#34465e', 5), p.shadow(214, 322, 130, 11),
    p.group('rotate(-38 200 200)', p.path('M52 192q-18 8 0 20l38 8v-36z', p.down(...brass)), p.path('M90 182h124v40H90q-6-20 0-40', p.down(p.hi, p.base, p.deep)), p.box(214, 180, 12, 44, 3, p.down(...brass)), p.path('M226 182h100q22 6 22 20t-22 20H226z', p.down(p.hi, p.base, p.deep)), p.line('M246 178h82', '#c79a3b', 7), p.disc(328, 180, 5, '#f0d48a'), p.line('M108 192h90M240 194h70', '#fff', 3, { opacity: 0.4 }), p.line('M120 208q30-6 80 2', p.deep, 1.6, { opacity: 0.5 })),
  ],
  'stack-letter-tray': (p) => [
    p.shadow(204, 334, 148), p.repeat(3, (i) => { const y = 266 - i * 62; return p.path(`M88 ${y - 24}h224l28 34H60z`, p.deep) + p.path(`M96 ${y - 32}h${150 + i * 30}l18 36H80z`, ['#fbf6ea', '#e8efe9', '#f6ecd8'][i]) + p.path(`M60 ${y + 10}h120q20 24 40 0h120v42H60z`, p.down(p.hi, p.base, p.lo)) + p.repeat(3, (k) => p.box(60, y + 14 + k * 13, 12, 7, 0, p.deep, { opacity: 0.4 }) + p.box(328, y + 14 + k * 13, 12, 7, 0, p.deep, { opacity: 0.4 })) + p.line(`M90 ${y + 36}h80M236 ${y + 30}h70`, p.deep, 2, { opacity: 0.25 }); }),
    p.box(150, 96, 74, 46, 2, '#fffdf6'), p.line('M150 98l37 24 37-24', '#c9b79a', 2.5), p.disc(187, 124, 7, '#b2502f'),
  ],
  'graphite-pencil-set': (p) => [
    p.shadow(200, 332, 128), p.repeat(9, (i) => { const x = 96 + i * 25; const y = 92 + ((i * 37) % 46); const c = ['#34465e', '#2f5f52', '#c2714f'][i % 3]; return p.path(`M${x - 9} ${y + 34}l9-34 9 34z`, '#ecd0a0') + p.path(`M${x - 3} ${y + 12}l3-12 3 12z`, '#3a3a3e') + p.box(x - 9, y + 34, 18, 130, 0, p.across(light(c, 0.2), c, dark(c, 0.3))) + p.box(x - 9, y + 46, 18, 5, 0, '#dcb45c'); }),
    p.path('M70 220h260l-8 102q-122 14-244 0z', p.across('#e6c397', '#c4965f', '#976b3c')), p.line('M96 244h140M130 300h160', '#8a6234', 2, { opacity: 0.4 }), p.box(152, 248, 96, 44, 5, '#fbf6ea'), p.line('M170 264h60M180 278h40', '#8a7a68', 3), p.path('M292 322l10-26h30l10 26z', p.across(...brass)), p.disc(317, 308, 4, '#5a4520'),
  ],
  'noon-desk-clock': (p) => [
    p.shadow(200, 334, 116), p.path('M92 318q-14-4-10-22q-4-206 118-212t118 212q4 18-10 22z', p.body()), p.disc(200, 202, 92, p.lo), p.disc(200, 200, 86, p.round('#fffdf6', '#f3ead8', '#ddd0b8')),
    p.repeat(12, (i) => { const a = (i * Math.PI) / 6; const [s, c] = [Math.sin(a), Math.cos(a)]; const k = i % 3 ? 70 : 64; return p.line(`M${(200 + s * k).toFixed(1)} ${(200 - c * k).toFixed(1)}L${(200 + s * 76).toFixed(1)} ${(200 - c * 76).toFixed(1)}`, '#4a4038', i % 3 ? 2.5 : 5); }), p.line('M200 200L164 162', '#33353a', 8), p.line('M200 200L236 140', '#33353a', 5), p.line('M190 222L218 152', '#c2714f', 2), p.disc(200, 200, 7, '#c79a3b'), p.line('M112 210q4-76 60-102', '#fff', 6, { opacity: 0.4 }),
  ],
  'standing-stone-bookends': (p) => [
    p.shadow(200, 334, 158), p.repeat(7, (i) => p.box(122 + i * 22, [150, 138, 160, 146, 170, 142, 156][i], 20, 324 - [150, 138, 160, 146, 170, 142, 156][i], 2, ['#b2502f', '#34465e', '#e3d3b6', '#74804f', '#d79b35', '#6b3f57', '#9db08f'][i]) + p.line(`M${125 + i * 22} 196h14M${125 + i * 22} 288h14`, '#fff6dc', 3, { opacity: 0.7 })),
    p.path('M120 324V150l-26-30q-24 20-26 70l-22 84q-6 36 10 50z', p.across(p.hi, p.base, p.lo)), p.path('M120 150l-26-30-6 80 20 40z', '#fff', { opacity: 0.22 }), p.path('M276 324V164l30-36q26 30 24 76l24 70q6 36-8 50z', p.across(p.base, p.lo, p.deep)), p.path('M306 128l-8 80 26 50 6-54q2-46-24-76', '#fff', { opacity: 0.14 }), p.line('M80 224l22 40M318 220l18 56', p.deep, 2.5, { opacity: 0.4 }),
  ],
  'almanac-wall-calendar': (p) => [
    p.disc(200, 40, 5, '#8a6a4a'), p.line('M150 70L200 40l50 30', '#8a6a4a', 3), p.box(94, 66, 212, 14, 6, p.down('#c99f68', '#8d6a3e')), p.path('M100 78h200v250H100z', p.across('#fffdf4', '#f1e8d6')), p.path('M100 78h200v62H100z', '#2f5f52'), p.path('M120 140q30-46 60-14q34-40 70 0q20-14 34 14z', '#74957f'), p.disc(252, 104, 13, '#f0d48a'),
    p.repeat(12, (i) => { const x = 118 + (i % 3) * 60; const y = 156 + Math.floor(i / 3) * 41; return p.box(x, y, 22, 4, 1, '#b2502f') + p.line(`M${x} ${y + 12}h44M${x} ${y + 19}h44M${x} ${y + 26}h30`, '#6a6258', 3, { 'stroke-dasharray': '2 5' }); }), p.box(94, 322, 212, 12, 6, p.down('#c99f68', '#8d6a3e')), p.repeat(5, (i) => p.disc(136 + i * 32, 350, 8, '#f3ead8') + p.path(`M${136 + i * 32} 342a8 8 0 0 1 0 16q${(i - 2) * 5}-8 0-16`, '#5a6b78')),
  ],
  'fallow-felt-desk-mat': (p) => [
    p.shadow(200, 326, 176, 16), p.path('M78 196h244q10 0 14 10l44 98q4 14-12 14H32q-16 0-12-14l44-98q4-10 14-10', p.across(p.hi, p.base, p.lo)), p.path('M20 306q-2 12 12 12h336q14 0 12-12q-180 8-360 0', p.deep, { opacity: 0.6 }), p.repeat(16, (i) => p.line(`M${70 + ((i * 83) % 260)} ${212 + ((i * 31) % 84)}l7 2`, i % 2 ? p.hi : p.deep, 2, { opacity: 0.45 })),
    p.path('M112 212h150l16 54H100z', p.across('#f4f1ea', '#d6d0c4')), p.repeat(15, (i) => p.box(118 + (i % 5) * 29 - Math.floor(i / 5) * 2, 218 + Math.floor(i / 5) * 15, 24, 10, 2, '#fffdf8')), p.oval(312, 246, 18, 25, p.round('#fffdf8', '#cfc8ba')), p.line('M312 226v12', '#a39c8e', 3), p.path('M58 168h46l-4 44q-19 8-38 0z', p.across('#d98a66', '#a8573a')), p.line('M104 178q22 0 16 24h-18', '#a8573a', 6), p.line('M74 154c-8-10 8-16 0-28M90 154c-8-10 8-16 0-28', '#fff', 4, { opacity: 0.7 }),
  ],
};
